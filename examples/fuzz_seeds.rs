//! Writes the seed corpora of the fuzz targets, made from the fixtures, the same every time
//! (`cargo run --release --example fuzz_seeds FIXTURES CORPUS`).

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use shakeout::activity::Activity;
use shakeout::decode::sniff;
use shakeout::discover::{Content, Limits, Opener, discover};
use shakeout::synth::{fit_writer, gpx_writer, tcx_writer};

#[path = "../tests/it/support/export_samples.rs"]
mod export_samples;

/// Seeds of this many bytes at most: a mutation of a short input is tried sooner.
const LONGEST: usize = 16 << 10;

fn main() -> io::Result<()> {
    let mut folders = env::args_os().skip(1).map(PathBuf::from);
    let (Some(fixtures), Some(corpus)) = (folders.next(), folders.next()) else {
        return Err(io::Error::other("usage: fuzz_seeds FIXTURES CORPUS"));
    };
    let mut files = Vec::new();
    below(&fixtures, &mut files)?;
    files.sort();
    let mut seeds = Seeds { corpus, count: 0 };
    for path in &files {
        let bytes = fs::read(path)?;
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("fit" | "gpx" | "tcx") => seeds.recording(&bytes)?,
            Some("gz") => {
                seeds.add("zip", &bytes)?;
                let mut opener = Opener::new(Limits::default());
                for source in discover(std::slice::from_ref(path)).map_err(io::Error::other)? {
                    if let Ok(Content::Recording { bytes, .. }) = opener.open(&source) {
                        seeds.recording(bytes)?;
                    }
                }
            }
            Some("zip") => seeds.add("zip", &bytes)?,
            Some("csv") => seeds.table(&bytes)?,
            Some("toml") => seeds.add("profile", &bytes)?,
            _ => {}
        }
    }
    seeds.small_archive()?;
    seeds.lists()?;
    seeds.all_columns()?;
    seeds.logs()?;
    println!("{} seeds in {}", seeds.count, seeds.corpus.display());
    Ok(())
}

fn below(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { below(&path, files)? } else { files.push(path) }
    }
    Ok(())
}

struct Seeds {
    corpus: PathBuf,
    count: usize,
}

impl Seeds {
    fn add(&mut self, target: &str, bytes: &[u8]) -> io::Result<()> {
        let folder = self.corpus.join(target);
        fs::create_dir_all(&folder)?;
        self.count += 1;
        fs::write(folder.join(format!("seed-{:04}", self.count)), bytes)
    }

    /// The file, or its beginning where it is long; and its first minutes in every format.
    fn recording(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Some(decoder) = sniff(bytes) else { return Ok(()) };
        self.add(decoder.format.name(), &bytes[..bytes.len().min(LONGEST)])?;
        let Ok(decoded) = decoder.read(bytes) else { return Ok(()) };
        let mut activities: Vec<Activity> = decoded.activities;
        for activity in &mut activities {
            activity.samples.edit(|samples| samples.truncate(20));
        }
        let options = fit_writer::FitOptions::default();
        self.add("fit", &fit_writer::write(&activities, &options))?;
        for (target, xml) in
            [("gpx", gpx_writer::write(&activities)), ("tcx", tcx_writer::write(&activities))]
        {
            self.add(target, &xml)?;
            self.add("windows", &[b"\x40", xml.as_slice()].concat())?;
        }
        Ok(())
    }

    /// A log or a day table: its beginning is one too.
    fn table(&mut self, bytes: &[u8]) -> io::Result<()> {
        let header = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let is_days = header.windows(6).any(|name| name == b",kind,");
        for rows in [3, 30] {
            let end = bytes
                .iter()
                .enumerate()
                .filter(|(_, byte)| **byte == b'\n')
                .nth(rows)
                .map_or(bytes.len(), |(i, _)| i);
            self.add("diary", &bytes[..end])?;
            self.add("listing", &bytes[..end])?;
            if is_days {
                self.add("days", &bytes[..end])?;
            }
        }
        // As many days as an answer needs.
        if is_days && bytes.len() <= LONGEST { self.add("days", bytes) } else { Ok(()) }
    }

    /// Soreness logs in each shape.
    fn logs(&mut self) -> io::Result<()> {
        const LOGS: &[&str] = &[
            "Zeitstempel,\"Wie stark ist dein Muskelkater heute Morgen? (0 = keiner, 10 = unertr\u{e4}glich)\"\n08.01.2024 06:45:19,3\n",
            "\u{30bf}\u{30a4}\u{30e0}\u{30b9}\u{30bf}\u{30f3}\u{30d7},\u{7b4b}\u{8089}\u{75db}\u{ff08}0\u{ff5e}10\u{ff09}\n2024\u{5e74}1\u{6708}8\u{65e5},3\n",
            "My log\n\nDatum;Muskelkater [1-5]\nMontag, 8. Januar 2024;3 - mittel\nmar. 9 janv. 24;4\n",
            "2024-01-08 legs 3/10\n8 Jan 2024: calves 4 out of 10\n",
            "Cycle start time,Question text,Answered yes\n2024-01-07 23:10:00,Feeling sore?,true\n",
            "date,quad soreness (5 = fresh),calf soreness\n1/8/24,mild,none\n",
            "[{\"id\": \"2024-01-08\", \"soreness\": 2}, {\"calendarDate\": [2024, 1, 9], \"x\": {\"soreness\": null}}]",
            "{\"2024-01-08\": 3, \"2024-01-09\": {\"soreness\": 4}}",
            "timestamp,soreness\n1704688200,3\n45300,4\n2024-01-10T04:30:00Z,2,5\n",
        ];
        LOGS.iter().try_for_each(|log| self.add("diary", log.as_bytes()))
    }

    /// A day table with every column that there is.
    fn all_columns(&mut self) -> io::Result<()> {
        let text = "date,kind,load,hard_load,descent_m,easy_min,soreness,runs,run_min,distance_m,other_min,z1_min,z2_min,z3_min,ctl,atl,tsb,warming_up,monotony,strain,reported_late,ill,gap,kind_reason,sleep_h,stress,alcohol,soreness_scale_low,soreness_scale_high\n2024-05-01,rest,0,0,0,0,2,0,0,0,0,0,0,0,5.1,7.2,,true,,,false,false,false,,7.5,2,0,0,10\n2024-05-02,unknown,,,12.5,,3.5,1,41,8123.4,65,1,2,3,,,-2.1,true,1.4,310,true,true,false,\"other training: cycling 65 min, 'x'\",,,1,0,10\n2024-05-05,hard,90.25,90.25,40,0,6,2,80,14000,0,20,30,30,9,20,-11,true,0.9,250,no,no,yes,'=1+1,8,3,,0,10\n";
        self.add("days", text.as_bytes())
    }

    /// A zip of two members, one of them stored, by hand: the fixture's is long.
    fn small_archive(&mut self) -> io::Result<()> {
        let inner = stored(&[("a.gpx", b"<gpx><trk><trkseg/></trk></gpx>")]);
        self.add("zip", &inner)?;
        self.add("zip", &stored(&[("inner.zip", &inner), ("b/c.csv", b"Activity ID,Activity Date\n1,x\n")]))
    }

    fn lists(&mut self) -> io::Result<()> {
        for text in [
            "Activity ID,Activity Date,Activity Name,Activity Type,Elapsed Time,Distance,Filename,Moving Time,Perceived Exertion\n1,\"May 1, 2024, 6:00:00 AM\",Morning,Run,1800,5.02,activities/1.fit.gz,1780,3\n",
            "date,time,sport,duration,distance_km,rpe,name\n2024-05-01,06:30,run,45:00,8.2,4,easy\n02.05.2024,18:00,ride,1:20:00,31,,\n",
            "[{\"summarizedActivitiesExport\":[{\"activityId\":1,\"name\":\"Run\",\"activityType\":\"running\",\"beginTimestamp\":1714543200000,\"startTimeGmt\":1714543200000,\"startTimeLocal\":1714550400000,\"duration\":1800000,\"elapsedDuration\":1805000,\"distance\":502000,\"avgHr\":142,\"maxHr\":171}]}]",
        ] {
            self.add("listing", text.as_bytes())?;
        }
        for (_, text) in export_samples::SAMPLES {
            self.add("listing", text.as_bytes())?;
        }
        Ok(())
    }
}

/// A zip of stored members (APPNOTE 4.3.7, 4.3.12, 4.3.16). Its checksums are 0: that is damage,
/// which leaves the content readable.
fn stored(members: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut zip, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in members {
        let at = zip.len() as u32;
        let size = (bytes.len() as u32).to_le_bytes();
        let mut fields = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        fields.extend([size, size].concat());
        fields.extend([name.len() as u8, 0, 0, 0]);
        zip.extend([b"PK\x03\x04".as_slice(), &fields, name.as_bytes(), bytes].concat());
        directory.extend(
            [b"PK\x01\x02\x14\0".as_slice(), &fields, &[0; 10], &at.to_le_bytes(), name.as_bytes()].concat(),
        );
    }
    let count = [members.len() as u8, 0];
    let (size, at) = ((directory.len() as u32).to_le_bytes(), (zip.len() as u32).to_le_bytes());
    [zip.as_slice(), &directory, b"PK\x05\x06\0\0\0\0", &count, &count, &size, &at, &[0, 0]].concat()
}
