//! Unread: files of exports that are recognised and not read, each with what to hand over instead.

use super::{Header, json};

/// A file that is known by its content.
struct Known {
    /// True if the file begins like this one.
    sniff: fn(&[u8]) -> bool,
    /// What it is, and what to export instead where that helps.
    words: &'static str,
}

/// The known files, in the order in which they are tried.
const KNOWN: &[Known] = &[
    Known {
        sniff: |bytes| has(bytes, "<ClinicalDocument"),
        words: "Apple's clinical document; export.xml beside it is read",
    },
    Known {
        sniff: |bytes| json::has_keys(bytes, &["DeviceLog", "Header"]),
        words: "Suunto's JSON; export the activity as FIT (Suunto app › activity › … › Download FIT file)",
    },
    Known {
        sniff: |bytes| json::has_keys(bytes, &["fitnessActivity", "startTime"]),
        words: "Google Fit's session; the TCX files in Takeout › Fit › Activities are read",
    },
    Known {
        sniff: |bytes| {
            json::has_keys(bytes, &["motionPathData"]) || json::has_keys(bytes, &["attribute", "sportType"])
        },
        words: "Huawei Health's JSON; export single activities as GPX or TCX, or let Huawei Health sync to Strava",
    },
    Known {
        sniff: |bytes| json::has_keys(bytes, &["start_epoch_ms", "app_id"]),
        words: "Nike Run Club's JSON; let it sync to Strava or Apple Health and export from there",
    },
    Known {
        sniff: |bytes| {
            Header::of(bytes).is_some_and(|h| h.has("sid") && h.has("key") && h.has("value") && h.has("time"))
        },
        words: "Mi Fitness' table; export the workout as GPX or TCX, or let it sync to Strava",
    },
    Known {
        sniff: |bytes| bytes.starts_with(b"SQLite format 3\0"),
        words: "a database; export activities as FIT, TCX or GPX from the app that keeps it",
    },
    Known {
        sniff: |bytes| json::has_keys(bytes, &["calendarDate"]),
        words: "Garmin's daily data, of which nothing is used here",
    },
    Known {
        sniff: |bytes| json::has_keys(bytes, &["exportVersion"]),
        words: "Polar's data beside training sessions, of which nothing is used here",
    },
    Known {
        sniff: |bytes| json::has_keys(bytes, &["dateTime", "value"]),
        words: "Fitbit's daily data, of which nothing is used here",
    },
    Known {
        sniff: |bytes| Header::of(bytes).is_some_and(|header| header.has("cyclestarttime")),
        words: "Whoop's data beside workouts and cycles, of which nothing is used here",
    },
    Known {
        sniff: |bytes| bytes.starts_with(b"com.samsung."),
        words: "Samsung Health's data beside exercises, of which nothing is used here",
    },
    Known {
        sniff: |bytes| json::head(bytes).is_some(),
        words: "JSON of no kind that is known here; `shakeout sources` lists what is read",
    },
];

fn has(bytes: &[u8], words: &str) -> bool {
    const HEAD: usize = 4096;
    memchr::memmem::find(&bytes[..bytes.len().min(HEAD)], words.as_bytes()).is_some()
}

/// What a file is that is known and not read; `None`: it is not known.
#[must_use]
pub fn words(bytes: &[u8]) -> Option<&'static str> {
    KNOWN.iter().find(|known| (known.sniff)(bytes)).map(|known| known.words)
}
