//! Strava: `activities.csv` of an account export, in any language.
//!
//! DEVICE: 87 to 101 columns, headers and dates translated, five names twice, but always in one
//! order. So columns are found by the names that are known, and else by their place beside the
//! column of file names, which its cells give away (`activities/123.fit.gz`).

use super::columns::{self, Header, metres, positive, text};
use super::dates::{self, DateCell, When};
use super::series::pulse;
use super::{FileKind, ListedActivity, Listing, Provider, Reader};
use crate::activity::FileThresholds;
use crate::decode::sport;
use crate::error::FileError;
use crate::sheet::delimited::{Row, Sheet};

const KIND: FileKind = FileKind::list("Strava's list of activities");

/// What is known of this source.
pub const PROVIDER: Provider = Provider {
    name: "Strava",
    readers: &[Reader { kind: KIND, sniff, read }],
    gives: "names, exertion and weight of activities, activities that were typed in, and all recordings",
    leaves: "photos, comments, segments",
    export: "strava.com › Settings › My Account › Download or Delete Your Account › Request Your Archive",
};

/// Names of one column, squashed, by language: en, old en, de, fr, es, it, pt, nl, and others.
struct Names {
    date: &'static [&'static str],
    name: &'static [&'static str],
    kind: &'static [&'static str],
    file: &'static [&'static str],
    elapsed: &'static [&'static str],
    moving: &'static [&'static str],
    distance: &'static [&'static str],
    hr_mean: &'static [&'static str],
    hr_max: &'static [&'static str],
    weight: &'static [&'static str],
    rpe: &'static [&'static str],
}

const NAMES: Names = Names {
    date: &[
        "activitydate",
        "date",
        "aktivitätsdatum",
        "datedelactivité",
        "fechadelaactividad",
        "fechadeactividad",
        "datadellattività",
        "dataattività",
        "datadaatividade",
        "activiteitsdatum",
        "datumvanactiviteit",
        "datumactiviteit",
        "датаактивности",
        "дататренировки",
        "アクティビティ日",
        "活动日期",
        "活動日期",
    ],
    name: &[
        "activityname",
        "name",
        "namederaktivität",
        "aktivitätsname",
        "nomdelactivité",
        "nombredelaactividad",
        "nombredeactividad",
        "nomedellattività",
        "nomeattività",
        "nomedaatividade",
        "naamactiviteit",
        "naamvanactiviteit",
        "названиеактивности",
        "названиетренировки",
        "アクティビティ名",
        "活动名称",
        "活動名稱",
    ],
    kind: &[
        "activitytype",
        "type",
        "aktivitätsart",
        "typedactivité",
        "typedelactivité",
        "tipodeactividad",
        "tipodelaactividad",
        "tipodiattività",
        "tipoattività",
        "tipodeatividade",
        "tipodaatividade",
        "activiteitstype",
        "typeactiviteit",
        "soortactiviteit",
        "типактивности",
        "типтренировки",
        "アクティビティタイプ",
        "活动类型",
        "活動類型",
    ],
    file: &[
        "filename",
        "dateiname",
        "nomdufichier",
        "nomdefichier",
        "nombredelarchivo",
        "nombredearchivo",
        "nombredelfichero",
        "nomedelfile",
        "nomefile",
        "nomedoarquivo",
        "nomedoficheiro",
        "bestandsnaam",
        "имяфайла",
        "ファイル名",
        "文件名",
        "檔案名稱",
    ],
    elapsed: &[
        "elapsedtime",
        "verstrichenezeit",
        "tempsécoulé",
        "duréetotale",
        "tiempotranscurrido",
        "tempotrascorso",
        "tempodecorrido",
        "verstrekentijd",
        "общеевремя",
    ],
    moving: &[
        "movingtime",
        "bewegungszeit",
        "tempsendéplacement",
        "duréededéplacement",
        "tiempoenmovimiento",
        "tempoinmovimento",
        "tempodemovimentação",
        "tempodemovimento",
        "beweegtijd",
        "времявдвижении",
    ],
    distance: &["distance", "distanz", "distancia", "distanza", "distância", "afstand", "расстояние"],
    hr_mean: &[
        "averageheartrate",
        "durchschnittlicheherzfrequenz",
        "fréquencecardiaquemoyenne",
        "frecuenciacardíacapromedio",
        "frecuenciacardiacamedia",
        "frequenzacardiacamedia",
        "frequênciacardíacamédia",
        "gemiddeldehartslag",
        "средняячастотасердцебиения",
    ],
    hr_max: &[
        "maxheartrate",
        "maxherzfrequenz",
        "fréquencecardiaquemax",
        "fréquencecardiaquemaximale",
        "frecuenciacardíacamáxima",
        "frecuenciacardiacamáx",
        "frequenzacardiacamax",
        "frequênciacardíacamáxima",
        "maximalehartslag",
        "максчастотасердцебиения",
    ],
    weight: &[
        "athleteweight",
        "sportlergewicht",
        "poidsdelathlète",
        "pesodelatleta",
        "pesodelatleta",
        "pesodoatleta",
        "gewichtatleet",
    ],
    rpe: &[
        "perceivedexertion",
        "gefühlteanstrengung",
        "effortperçu",
        "esfuerzopercibido",
        "sforzopercepito",
        "esforçopercebido",
        "percepçãodeesforço",
        "ervareninspanning",
    ],
};

/// Places from the column of file names on, in exports since 2019 with all columns.
mod place {
    pub const WEIGHT: usize = 1;
    pub const MOVING: usize = 4;
    pub const METRES: usize = 5;
    pub const HR_MAX: usize = 18;
    pub const HR_MEAN: usize = 19;
    pub const ASCENT: usize = 8;
    pub const DESCENT: usize = 9;
    pub const RPE: usize = 31;
    /// So many columns has no shorter form.
    pub const COLUMNS: usize = 80;
}

/// Columns that the oldest form has.
const FEWEST: usize = 5;

/// True for a header that names a file, a date and a type, or for rows that name files below
/// `activities/` before a number.
pub fn sniff(bytes: &[u8]) -> bool {
    let Some(header) = Header::of(bytes) else { return false };
    if header.cells.len() < FEWEST {
        return false;
    }
    let known = |names| header.find(names).is_some();
    if known(NAMES.file) && known(NAMES.date) && known(NAMES.kind) {
        return true;
    }
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(64 * 1024)]);
    let row = head.lines().skip(1).find(|line| line.contains("activities/"));
    header.cells.len() >= 10
        && row.is_some_and(|_| {
            head.lines().skip(1).any(|line| line.split([',', ';', '\t']).next().is_some_and(is_number))
        })
}

fn is_number(cell: &str) -> bool {
    let cell = cell.trim().trim_matches('"');
    cell.len() >= 5 && cell.bytes().all(|b| b.is_ascii_digit())
}

/// Which column holds what.
struct Columns {
    date: usize,
    name: Option<usize>,
    kind: Option<usize>,
    file: usize,
    elapsed: Option<usize>,
    moving: Option<usize>,
    /// The one in metres, and the one whose unit is open.
    metres: Option<usize>,
    distance: Option<usize>,
    hr_mean: Option<usize>,
    hr_max: Option<usize>,
    weight: Option<usize>,
    rpe: Option<usize>,
    ascent: Option<usize>,
    descent: Option<usize>,
}

impl Columns {
    fn of(header: &Header, sheet: &Sheet) -> Option<Self> {
        let width = header.cells.len();
        let named_file = |k: &usize| sheet.rows.iter().any(|row| row.cell(*k).starts_with("activities/"));
        let file = header.find(NAMES.file).or_else(|| (0..width).find(named_file))?;
        let full = width >= place::COLUMNS;
        let beside = |names: &[&str], place: usize| {
            header.all(names).last().copied().or((full && file + place < width).then_some(file + place))
        };
        // The first five columns have kept their places since the beginning.
        let first = |names: &[&str], place: usize| header.find(names).or((place < width).then_some(place));
        let distances = header.all(NAMES.distance);
        let metres = match distances[..] {
            [_, .., second] => Some(second),
            _ => (full && distances.is_empty()).then_some(file + place::METRES),
        };
        Some(Self {
            date: first(NAMES.date, 1)?,
            name: first(NAMES.name, 2),
            kind: first(NAMES.kind, 3),
            file,
            elapsed: first(NAMES.elapsed, 5),
            moving: beside(NAMES.moving, place::MOVING),
            metres,
            distance: first(NAMES.distance, 6),
            hr_mean: beside(NAMES.hr_mean, place::HR_MEAN),
            hr_max: beside(NAMES.hr_max, place::HR_MAX),
            weight: beside(NAMES.weight, place::WEIGHT),
            rpe: beside(NAMES.rpe, place::RPE),
            ascent: beside(&["elevationgain"], place::ASCENT),
            descent: beside(&["elevationloss"], place::DESCENT),
        })
    }

    fn entry(&self, row: &Row, start: When) -> ListedActivity {
        let elapsed_s = positive(row, self.elapsed);
        let timer_s = positive(row, self.moving).filter(|timer| elapsed_s.is_none_or(|all| *timer <= all));
        let open = || metres(positive(row, self.distance)?, elapsed_s);
        ListedActivity {
            file: text(row, Some(self.file)),
            sport: text(row, self.kind).and_then(|kind| sport::by_name(&kind)),
            name: text(row, self.name),
            rpe: positive(row, self.rpe).filter(|rpe| *rpe <= 10.0),
            thresholds: FileThresholds {
                weight_kg: positive(row, self.weight).filter(|kg| (20.0..=300.0).contains(kg)),
                ..FileThresholds::default()
            },
            elapsed_s,
            timer_s,
            distance_m: positive(row, self.metres).or_else(open),
            hr_mean_bpm: pulse(positive(row, self.hr_mean)),
            hr_max_bpm: pulse(positive(row, self.hr_max)),
            ascent_m: positive(row, self.ascent),
            descent_m: positive(row, self.descent),
            ..ListedActivity::new(row.line, start)
        }
    }
}

/// Reads the list. `Activity Date` is UTC.
pub fn read(bytes: &[u8]) -> Result<Listing, FileError> {
    let (header, sheet) = columns::sheet(bytes)?;
    let unknown = || FileError::Unreadable("Strava's list of activities without a column of files".into());
    let columns = Columns::of(&header, &sheet).ok_or_else(unknown)?;
    let cells: Vec<Option<DateCell>> =
        sheet.rows.iter().map(|row| dates::take_apart(row.cell(columns.date))).collect();
    let order = dates::order(&cells).map_err(FileError::Unreadable)?;
    let mut listing = Listing { notes: sheet.notes, ..Listing::new(KIND) };
    for (row, cell) in sheet.rows.iter().zip(cells) {
        match cell.and_then(|cell| cell.when(order)) {
            Some(start) => listing.entries.push(columns.entry(row, start.as_utc())),
            None => {
                let date = row.cell(columns.date);
                listing.rejected.push((row.line, format!("`{date}` is no date that is understood")));
            }
        }
    }
    Ok(listing)
}
