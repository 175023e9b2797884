//! What GPX and TCX leave open about a sport: names by meaning, inference from pace, both feet.

use crate::activity::{Sample, Samples, Sport};
use crate::text;

/// Words that name a sport; the first row with a match wins. `run` matches that word alone, `ski*` its
/// beginning, `*lauf` its end, and `*跑*` any part (for scripts without blanks).
/// A new name is a new word here.
// METHOD: whole words. Parts of words made `crunches`, `drunken` and `Brunnen` runs; where a language
// writes compounds (`Waldlauf`, `löprunda`) the end or the beginning of the word is listed.
const WORDS: &[(Sport, &[&str])] = &[
    // Before the rest: `Skilanglauf`, `roller skiing`, `beh na lyzich`, `aqua jogging` hold the words of others.
    (
        Sport::Other,
        &[
            "ski*",
            "*ski",
            "*skiing",
            "*skilanglauf",
            "langlauf*",
            "langrenn",
            "langd*",
            "längd*",
            "hiihto*",
            "*hiihto",
            "narciar*",
            "narty",
            "лыж*",
            "*лыж*",
            "lyž*",
            "lyz*",
            "sífut*",
            "sifut*",
            "biathlon",
            "esqui*",
            "esquí*",
            "sci",
            "スキー*",
            "*滑雪*",
            "*스키*",
            "skat*",
            "*skating",
            "inline*",
            "roller*",
            "rull*",
            "*luistelu",
            "schlittschuh*",
            "eislauf*",
            "rollschuh*",
            "patin*",
            "pattin*",
            "schaats*",
            "skridsko*",
            "*skøjte*",
            "skøyte*",
            "łyżw*",
            "brusle*",
            "конь*",
            "snow*",
            "schneeschuh*",
            "raquette*",
            "ciaspol*",
            "snöskor*",
            "aqua*",
            "wasserl*",
            "horse*",
            "horseback",
            "equestrian",
            "reit*",
            "wheelchair*",
            "rollstuhl*",
            "kayak*",
            "kajak*",
            "canoe*",
            "yoga*",
            "pilates",
            "stretch*",
        ],
    ),
    (
        Sport::Inactive,
        &[
            "driv*",
            "*driving",
            "truck*",
            "motor",
            "motorcycl*",
            "motorbik*",
            "motorrad*",
            "motorsport*",
            "moto",
            "autofahr*",
            "fly*",
            "flight",
            "flug",
            "fliegen",
            "meditat*",
            "méditation",
            "meditaz*",
            "meditac*",
            "breath*",
            "atem*",
            "respirat*",
            "mindful*",
            "sleep",
            "nap",
        ],
    ),
    (Sport::Transition, &["transition*"]),
    (
        Sport::Swimming,
        &[
            "swim*",
            "openwater*",
            "schwimm*",
            "natation",
            "nataci*",
            "nataç*",
            "nuoto",
            "zwem*",
            "simning",
            "svømning",
            "uinti",
            "pływanie",
            "plavání",
            "плав*",
            "*游泳*",
            "*水泳*",
            "*수영*",
        ],
    ),
    // What is said of how one walks, before what is said of where (`treadmill walk`).
    (
        Sport::Hiking,
        &[
            "hik*",
            "*wander*",
            "*randonn*",
            "senderis*",
            "escursion*",
            "trek*",
            "vandring",
            "túra*",
            "*徒步*",
            "*登山*",
            "*등산*",
            "*ハイキング*",
        ],
    ),
    (
        Sport::Running,
        &[
            "run*",
            "*run",
            "*running",
            "jog*",
            "*jogging",
            "lauf*",
            "*lauf",
            "*laufen",
            "*läufe",
            "courir",
            "course",
            "courseapied",
            "courseà*",
            "footing",
            "correr",
            "corriendo",
            "carrera*",
            "corsa",
            "corrida",
            "cursa",
            "córrer",
            "corre",
            "hardlo*",
            "rennen",
            "bieg*",
            "löp*",
            "*löpning",
            "løb*",
            "*løb",
            "løp*",
            "*løp",
            "juoks*",
            "*juoksu",
            "běh*",
            "beh",
            "behanie",
            "kosu",
            "koşu*",
            "futás",
            "futas",
            "*futás",
            "hlaup*",
            "alergare",
            "τρέξιμο",
            "τρεξιμο",
            "trčanje",
            "trcanje",
            "tek",
            "tekaški",
            "бег",
            "бегом",
            "біг",
            "забег",
            "пробежк*",
            "пробіжка",
            "probezhka",
            "lari",
            "chạy*",
            "chay",
            "*วิ่ง*",
            "*跑*",
            "*ランニング*",
            "*ジョギング*",
            "*ランニ*",
            "*러닝*",
            "*달리기*",
            "*조깅*",
            "orient*",
            "parkrun*",
            "laufband*",
        ],
    ),
    (
        Sport::Cycling,
        &[
            "cycl*",
            "*cycling",
            "bik*",
            "*bike",
            "*biking",
            "ride*",
            "riding",
            "virtualride",
            "rad",
            "radtour*",
            "radfahr*",
            "rennrad*",
            "fahrrad*",
            "*radfahren",
            "velo*",
            "vélo*",
            "cicl*",
            "fiets*",
            "wielren*",
            "pedal*",
            "mtb",
            "gravel*",
            "spinning",
            "*cykling",
            "cykel*",
            "sykling",
            "sykkel*",
            "pyöräily",
            "rower*",
            "kolo",
            "cyklo*",
            "kerékpár*",
            "bisiklet*",
            "велосип*",
            "*骑*",
            "*騎*",
            "*自行车*",
            "*サイクリング*",
            "*자전거*",
        ],
    ),
    (
        Sport::Walking,
        &[
            "walk*",
            "*walk",
            "*walking",
            "gehen",
            "geh",
            "*spazier*",
            "marche*",
            "camina*",
            "cammin*",
            "passeggiata",
            "wandel*",
            "promenad*",
            "gåtur",
            "kävely*",
            "spacer*",
            "chůze",
            "ходьба",
            "прогулка",
            "*步行*",
            "*健走*",
            "*散步*",
            "*ウォーキング*",
            "*걷기*",
        ],
    ),
    (
        Sport::Strength,
        &[
            "strength*",
            "weight*",
            "gym*",
            "crossfit*",
            "kraft*",
            "muscu*",
            "fuerza*",
            "forza",
            "rücken*",
            "crunch*",
            "*力量*",
        ],
    ),
    // Words that say where. Alone they mean a run; beside `walk` or `hike` they do not.
    (Sport::Running, &["treadmill*", "trail*", "tapis", "*trail"]),
];

/// Words that say nothing of a sport, alone or together (`trip#track`).
const EMPTY_WORDS: &[&str] = &[
    "unknown",
    "generic",
    "uncategorized",
    "default",
    "activity",
    "track",
    "trip",
    "route",
    "tour",
    "workout",
    "exercise",
    "session",
    "recording",
    "sport",
    "training",
    "gps",
];

/// The finer kinds that keep a name of their own, by a part of the name.
const FINER: &[(&str, &str)] = &[
    ("treadmill", "treadmill"),
    ("laufband", "treadmill"),
    ("tapis", "treadmill"),
    ("indoor", "indoor"),
    ("virtual", "virtual"),
    ("trail", "trail"),
    ("track", "track"),
    ("mountain", "mountain"),
    ("openwater", "open_water"),
    ("lap", "lap_swimming"),
    ("nordic", "nordic"),
    ("street", "street"),
    ("ultra", "ultra_run"),
];

/// True for a finer kind of ours, not a word of the file's.
#[must_use]
pub fn is_finer_kind(name: &str) -> bool {
    FINER.iter().any(|(_, kind)| *kind == name)
}

/// The sport that a name or a Strava number means, and its finer kind. `None`: the name says
/// nothing (`unknown`, empty), so that pace and cadence may. A name with a meaning that is not
/// known here is [`Sport::Other`] under its own name: a canoe at 2.5 m/s must not become a run.
#[must_use]
pub fn by_name(name: &str) -> Option<(Sport, Option<String>)> {
    let name = text::beginning(name.trim());
    if let Ok(number) = name.parse::<u32>() {
        return Some(by_strava_number(number));
    }
    let lower = name.to_lowercase();
    let words = words(name);
    if words.iter().all(|word| EMPTY_WORDS.contains(&word.as_str())) {
        return None;
    }
    let known = WORDS.iter().find(|(_, patterns)| {
        patterns.iter().any(|pattern| words.iter().any(|word| matches(pattern, word, &lower)))
    });
    let Some((sport, _)) = known.filter(|(sport, _)| !matches!(sport, Sport::Other | Sport::Inactive)) else {
        let sport = known.map_or(Sport::Other, |(sport, _)| *sport);
        return Some((sport, (lower != "other").then_some(lower)));
    };
    let plain: String = lower.chars().filter(|sign| !" _-\t/".contains(*sign)).collect();
    let finer = FINER.iter().find(|(part, _)| plain.contains(part));
    Some((*sport, finer.map(|(_, kind)| (*kind).to_owned())))
}

/// The words of a name in lower case: `VirtualRun`, `virtual_run` and `virtual run` are the same two.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_lower = false;
    for sign in name.chars() {
        let starts = after_lower && sign.is_uppercase();
        if (starts || !sign.is_alphanumeric()) && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| sign.is_alphanumeric()) {
            word.extend(sign.to_lowercase());
        }
        after_lower = sign.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

/// True if `word`, one of the `name`, is what `pattern` means (see [`WORDS`]).
fn matches(pattern: &str, word: &str, name: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(_), Some(_)) => name.contains(pattern.trim_matches('*')),
        (Some(end), None) => word.ends_with(end),
        (None, Some(beginning)) => word.starts_with(beginning),
        (None, None) => word == pattern,
    }
}

/// Strava writes the number of its sport as the type of a GPX track.
// DEVICE: Strava GPX export, `<type>9</type>` (strava-export-hr-type9.gpx).
fn by_strava_number(number: u32) -> (Sport, Option<String>) {
    let (sport, finer) = match number {
        1 => (Sport::Cycling, None),
        4 => (Sport::Hiking, None),
        9 => (Sport::Running, None),
        10 => (Sport::Walking, None),
        16 => (Sport::Swimming, None),
        17 => (Sport::Cycling, Some("virtual")),
        30 => (Sport::Strength, None),
        53 => (Sport::Running, Some("virtual")),
        _ => return (Sport::Other, Some(format!("strava {number}"))),
    };
    (sport, finer.map(str::to_owned))
}

/// The highest cadence that is read, 1/min: a copy of a copy may count both feet twice.
pub const MOST_CADENCE: f32 = 400.0;

/// Speeds are taken over at least so long, s: second by second a GPS position jumps by metres.
const WINDOW_S: f64 = 10.0;
/// A longer gap between two samples is no movement that anything is known of, s. (Phones record a
/// point every half minute or minute.)
const LONGEST_STEP_S: f64 = 120.0;
/// Slower is standing, m/s.
const MOVING_MPS: f64 = 0.5;
/// So much movement is needed for an inference, s.
const ENOUGH_S: f64 = 60.0;

/// Without a running cadence, so much movement ...
const LONG_S: f64 = 1200.0;
/// ... at a median above this is a ride, m/s (3:28 min/km; 17.3 km/h).
const FAST_MPS: f64 = 4.8;

/// Median speeds of runs, m/s.
pub const RUNNING_MPS: std::ops::RangeInclusive<f64> = 2.0..=6.0;

/// The sport that pace and cadence suggest, for a file that names none.
///
/// METHOD: by the median moving speed v (10 s windows faster than 0.5 m/s, one minute of them at
/// least, else [`Sport::Unknown`]). Running: 2.0 <= v <= 6.0 m/s, or 1.6 <= v <= 6.5 with a running
/// cadence (median of both feet 140..=220 steps/min); slower is walking, faster cycling, and so is 20 minutes above 4.8 m/s without such a cadence. A twentieth
/// of the windows above 7.5 m/s (2:13 min/km) is cycling too: slow rides have descents, runs have not.
#[must_use]
pub fn infer(samples: &Samples) -> Sport {
    let mut speeds = window_speeds(samples);
    speeds.retain(|speed| *speed > MOVING_MPS);
    if speeds.len() as f64 * WINDOW_S < ENOUGH_S {
        return Sport::Unknown;
    }
    speeds.sort_by(f64::total_cmp);
    let median = speeds[speeds.len() / 2];
    let fast = speeds[speeds.len() * 19 / 20];
    let steps = median_cadence(samples).map(|cadence| both_feet(cadence, Sport::Running));
    let runs_by_feet = steps.is_some_and(|steps| (140.0..=220.0).contains(&steps));
    let long = speeds.len() as f64 * WINDOW_S >= LONG_S;
    let faster_than_feet = median > *RUNNING_MPS.end() || (median > FAST_MPS && long);
    if median > 6.5 || fast > 7.5 || (faster_than_feet && !runs_by_feet) {
        Sport::Cycling
    } else if median >= *RUNNING_MPS.start() || (median >= 1.6 && runs_by_feet) {
        Sport::Running
    } else {
        Sport::Walking
    }
}

/// Mean speed over each stretch of at least [`WINDOW_S`], m/s. From positions, else from the
/// device's distance, else from its speed.
fn window_speeds(samples: &Samples) -> Vec<f64> {
    let (mut speeds, mut metres, mut seconds) = (Vec::new(), 0.0, 0.0);
    for (before, after) in samples.rows().zip(samples.rows().skip(1)) {
        let step = after.time.seconds_since(before.time);
        let moved = metres_between(&before, &after, step);
        let (true, Some(moved)) = (step > 0.0 && step <= LONGEST_STEP_S, moved) else {
            (metres, seconds) = (0.0, 0.0);
            continue;
        };
        metres += moved;
        seconds += step;
        if seconds >= WINDOW_S {
            speeds.push(metres / seconds);
            (metres, seconds) = (0.0, 0.0);
        }
    }
    speeds
}

fn metres_between(a: &Sample, b: &Sample, seconds: f64) -> Option<f64> {
    let by_position = || Some(a.position?.metres_to(b.position?));
    let by_distance = || Some(f64::from(b.distance_m? - a.distance_m?)).filter(|m| *m >= 0.0);
    let by_speed = || Some(f64::from(b.speed_mps?) * seconds);
    by_position().or_else(by_distance).or_else(by_speed)
}

/// Turns the cadence of the samples into steps of both feet, for sports on foot; of others it
/// stays what the device counts (revolutions, strokes).
pub fn count_both_feet(samples: &mut Samples, sport: Sport) {
    let Some(median) = median_cadence(samples) else { return };
    if both_feet(median, sport) != median {
        // What is missing stays so.
        samples.cadence_spm.raw_mut().iter_mut().for_each(|cadence| *cadence *= 2.0);
    }
}

/// Steps of both feet for a typical cadence that may count one foot.
// DEVICE: Garmin, Strava and most apps write one foot (80-95 a minute when running), some write
// both (160-190). Nobody runs at 120 steps a minute or less, nobody walks at 75 or less, for half of the
// time; decided once for an activity, because single values overlap (a walking break of a runner
// whose device counts both feet has 110).
#[must_use]
pub fn both_feet(cadence: f32, sport: Sport) -> f32 {
    let one_foot_below = match sport {
        Sport::Running => 120.0,
        Sport::Walking | Sport::Hiking => 75.0,
        _ => 0.0,
    };
    if cadence < one_foot_below { cadence * 2.0 } else { cadence }
}

/// Median of the cadences that are not 0 (standing).
fn median_cadence(samples: &Samples) -> Option<f32> {
    let mut cadences: Vec<f32> = samples.cadence_spm.present().filter(|c| *c > 0.0).collect();
    if cadences.is_empty() {
        return None;
    }
    let middle = cadences.len() / 2;
    let (_, median, _) = cadences.select_nth_unstable_by(middle, f32::total_cmp);
    Some(*median)
}
