//! What the writers write comes back from the decoders.

use shakeout::activity::Activity;
use shakeout::decode;
use shakeout::synth::season::Sampling;
use shakeout::synth::zip_writer::{self, Method, ZipEntry};
use shakeout::synth::{gpx_writer, tcx_writer};

use super::assert_near;
use super::recordings::year;

/// What a file must give back of a recording: times, positions, heart rates, cadences.
fn assert_same_run(what: &str, read: &Activity, written: &Activity) {
    assert_eq!(read.sport, written.sport, "{what}");
    assert_eq!(read.start, written.start, "{what}");
    assert_eq!(read.samples.len(), written.samples.len(), "{what}");
    for (r, w) in read.samples.rows().zip(written.samples.rows()) {
        assert_eq!(r.time, w.time, "{what}");
        assert_eq!(r.heart_rate_bpm, w.heart_rate_bpm, "{what}");
        assert_near(what, r.position.unwrap().metres_to(w.position.unwrap()), 0.0, 0.02);
        assert_near(what, f64::from(r.altitude_m.unwrap()), f64::from(w.altitude_m.unwrap()), 0.051);
        // Files hold the cycles of one foot.
        assert_near(what, f64::from(r.cadence_spm.unwrap()), f64::from(w.cadence_spm.unwrap()), 1.0);
    }
}

/// A run with a pause.
fn paused_run() -> Activity {
    let (_, year) = year(Sampling::Smart(5, 10));
    year.into_iter().map(|(_, activity)| activity).find(|a| !a.pauses.is_empty()).unwrap()
}

#[test]
fn a_gpx_file_gives_back_the_run_that_was_written() {
    let run = paused_run();
    let read = decode::gpx::decode(&gpx_writer::write(std::slice::from_ref(&run))).unwrap();
    assert_eq!((read.activities.len(), read.damage), (1, None));
    assert_same_run("gpx", &read.activities[0], &run);
    assert_eq!(read.activities[0].name, run.name);
    assert_eq!(read.activities[0].pauses.len(), 1);
}

#[test]
fn a_tcx_file_gives_back_the_run_that_was_written() {
    let run = paused_run();
    let read = decode::tcx::decode(&tcx_writer::write(std::slice::from_ref(&run))).unwrap();
    assert_eq!((read.activities.len(), read.damage), (1, None));
    let back = &read.activities[0];
    assert_same_run("tcx", back, &run);
    assert_eq!((back.laps, back.pauses.len()), (run.laps, 1));
    assert_near("timer", back.summary.timer_s.unwrap(), run.summary.timer_s.unwrap(), 1.0);
    assert_near("distance", back.summary.distance_m.unwrap(), run.summary.distance_m.unwrap(), 1.0);
    for (r, w) in back.samples.rows().zip(run.samples.rows()) {
        assert_near(
            "distance so far",
            f64::from(r.distance_m.unwrap()),
            f64::from(w.distance_m.unwrap()),
            0.01,
        );
        assert_near("speed", f64::from(r.speed_mps.unwrap()), f64::from(w.speed_mps.unwrap()), 0.001);
    }
}

#[test]
fn a_name_full_of_markup_and_control_characters_survives_both_xml_formats() {
    let mut run = paused_run();
    run.name = Some("<b>\"6 & 7\"</b> ’s 跑步\u{1}\u{0}".to_owned());
    let wanted = Some("<b>\"6 & 7\"</b> ’s 跑步".to_owned());
    let gpx = decode::gpx::decode(&gpx_writer::write(std::slice::from_ref(&run))).unwrap();
    assert_eq!(gpx.activities[0].name, wanted);
    let tcx = tcx_writer::write(std::slice::from_ref(&run));
    let text = String::from_utf8(tcx).unwrap();
    assert!(text.contains("<Notes>&lt;b&gt;&quot;6 &amp; 7&quot;&lt;/b&gt; ’s 跑步</Notes>"));
}

#[test]
fn several_activities_go_into_one_file_and_none_into_a_sound_empty_one() {
    let (_, year) = year(Sampling::Smart(8, 12));
    let three: Vec<Activity> = year.into_iter().take(3).map(|(_, activity)| activity).collect();
    for read in [
        decode::gpx::decode(&gpx_writer::write(&three)).unwrap(),
        decode::tcx::decode(&tcx_writer::write(&three)).unwrap(),
    ] {
        let starts: Vec<_> = read.activities.iter().map(|a| a.start).collect();
        assert_eq!(starts, three.iter().map(|a| a.start).collect::<Vec<_>>());
    }
    for read in [
        decode::gpx::decode(&gpx_writer::write(&[])).unwrap(),
        decode::tcx::decode(&tcx_writer::write(&[])).unwrap(),
    ] {
        assert!(read.activities.is_empty() && read.no_activity.is_some() && read.damage.is_none());
    }
}

#[test]
fn a_zip_gives_back_its_members_stored_and_deflated() {
    let text = "the same words, the same words, the same words; ".repeat(50).into_bytes();
    let member =
        |path: &str, bytes: &[u8], method| ZipEntry { path: path.to_owned(), bytes: bytes.to_vec(), method };
    let members = [
        member("läufe/a.txt", &text, Method::Deflated),
        member("b.txt", &text, Method::Stored),
        member("empty", &[], Method::Deflated),
    ];
    let zip = zip_writer::write(&members).unwrap();
    assert_eq!(unzip(&zip), members.map(|m| (m.path, m.bytes)));
    assert!(zip.len() < 2 * text.len(), "deflated is smaller");
    assert_eq!(unzip(&zip_writer::write(&[]).unwrap()), []);
}

/// Names and bytes of the members, their checksums compared.
pub fn unzip(zip: &[u8]) -> Vec<(String, Vec<u8>)> {
    let archive = rawzip::ZipArchive::from_slice(zip).unwrap();
    let (mut entries, mut members) = (archive.entries(), Vec::new());
    while let Some(entry) = entries.next_entry().unwrap() {
        let data = archive.get_entry(entry.wayfinder()).unwrap();
        let mut bytes = vec![0; entry.uncompressed_size_hint() as usize];
        match entry.compression_method() {
            rawzip::CompressionMethod::STORE => bytes.copy_from_slice(data.data()),
            _ => {
                let size =
                    libdeflater::Decompressor::new().deflate_decompress(data.data(), &mut bytes).unwrap();
                assert_eq!(size, bytes.len());
            }
        }
        assert_eq!(libdeflater::crc32(&bytes), entry.crc32());
        members.push((entry.file_path().try_normalize().unwrap().as_ref().to_owned(), bytes));
    }
    members
}
