//! Intent: what names, types and workouts say that a run was meant to be, and what they do not say.

use shakeout::activity::{NameSource, StepIntensity, Workout};
use shakeout::intent::{Intent, IntentSource, of, of_name, of_steps, of_type};

use crate::support::session::{date, run};

#[track_caller]
fn says(names: &[&str], expected: Option<Intent>) {
    for name in names {
        assert_eq!(of_name(name), expected, "{name}");
    }
}

#[test]
fn every_golden_name_has_its_intent() {
    let cases = include_str!("../../fixtures/golden/exposure/intent-cases.csv");
    let mut seen = 0;
    for line in cases.lines() {
        let (name, expected) = line.rsplit_once(',').expect("a name and an intent");
        assert_eq!(of_name(name).map_or("", Intent::name), expected, "{name}");
        seen += 1;
    }
    assert!(seen > 50, "{seen}");
}

#[test]
fn default_names_of_apps_say_nothing() {
    says(
        &[
            "Morning Run",
            "Afternoon Run",
            "Evening Run",
            "Night Run",
            "Lunch Run",
            "Morning Trail Run",
            "Outdoor Run",
            "Running",
            "Jogging",
            "Trail Running",
            "Treadmill",
            "Track Run",
            "Virtual Run",
            "Corsa mattutina",
            "Corsa pomeridiana",
            "Corsa serale",
            "Corsa all'ora di pranzo",
            "Course à pied le matin",
            "Course à pied dans l'après-midi",
            "Carrera de mañana",
            "Carrera por la tarde",
            "Carrera a la hora del almuerzo",
            "Carrera nocturna",
            "Lauf am Morgen",
            "Lauf am Nachmittag",
            "Mittagslauf",
            "Abendlauf",
            "Laufen",
            "Ochtendloop",
            "Middagloop",
            "Avondloop",
            "Hardlopen",
            "Corrida matinal",
            "Corrida vespertina",
            "Corrida noturna",
            "Corrida de rua",
            "Poranny bieg",
            "Popołudniowy bieg",
            "Wieczorny bieg",
            "Bieganie",
            "Morgonlöpning",
            "Kvällslöpning",
            "Löpning",
            "Ranní běh",
            "Odpolední běh",
            "Večerní běh",
            "Běh",
            "跑步",
            "户外跑步",
            "晨跑",
            "夜跑",
            "室内跑步",
            "北京市 跑步",
            "ランニング",
            "朝のランニング",
            "東京 ランニング",
            "러닝",
            "아침 러닝",
            "오전 달리기",
        ],
        None,
    );
}

#[test]
fn places_say_nothing() {
    says(
        &[
            "Beverly Hills Running",
            "Long Island City Running",
            "Long Beach - Run",
            "Forest Hill Running",
            "Sugar Hill Trail Running",
            "Fort Base Running",
            "Base Camp Running",
            "Marathon Running",
            "Lungo il Tevere",
            "Lungo lago di Como",
            "Mezza Costa",
            "Côtes-d'Armor Course à pied",
            "Medio Cudeyo Carrera",
            "Longwood Running",
            "Easton Running",
            "Racebrook Running",
            "Pacetown Running",
            "Intervale Running",
            "Schwellbrunn Laufen",
            "Tempelhof Laufen",
            "Hyde Park Run",
            "Soria Carrera",
        ],
        None,
    );
}

#[test]
fn getting_ready_for_a_race_is_no_race() {
    says(&["Marathon training week 3", "Race week", "Post race", "Marathonvorbereitung", "马拉松训练"], None);
    says(&["Race week shakeout", "Post-race recovery run"], Some(Intent::Recovery));
    says(&["Marathon training: easy run", "Pre-race jog", "赛前慢跑"], Some(Intent::Easy));
    says(
        &["Race pace 6 miles", "Marathon pace", "马拉松配速 12k", "Ritmo gara", "レースペース走"],
        Some(Intent::Tempo),
    );
}

#[test]
fn each_language_has_words_for_each_kind() {
    says(
        &[
            "Recovery jog",
            "Z1 30'",
            "Corsa rigenerante",
            "Regenerativo 30'",
            "Reko-Lauf",
            "Récup",
            "Herstelloop",
            "Bieg regeneracyjny",
            "Återhämtningspass",
            "Regenerační běh",
            "排酸跑",
            "リカバリージョグ",
            "회복런",
        ],
        Some(Intent::Recovery),
    );
    says(
        &[
            "EZ 5 miles",
            "Base Run",
            "Base",
            "Fondo lento 12 km",
            "Rodaje 10k",
            "Lockerer Dauerlauf",
            "GA1",
            "Endurance fondamentale",
            "Rustige duurloop",
            "Corrida leve",
            "Rozbieganie",
            "Lugn distans",
            "Klus",
            "輕鬆跑",
            "有氧跑 10K",
            "朝ジョグ",
            "이지런",
            "Easy + 6x100m strides",
        ],
        Some(Intent::Easy),
    );
    says(
        &[
            "Sunday long run",
            "LSD",
            "Lungo 24 km",
            "Tirada larga",
            "Langer lockerer Lauf",
            "Sortie longue",
            "Lange duurloop",
            "Longão 18k",
            "Długie wybieganie",
            "Långpass",
            "Dlouhý běh",
            "拉练",
            "ロング走",
            "롱런",
        ],
        Some(Intent::Long),
    );
    says(
        &["Steady 8k", "Corsa moderata", "Rodaje medio", "GA2", "Duurloop 2", "WB2", "有氧强化"],
        Some(Intent::Moderate),
    );
    says(
        &[
            "Threshold",
            "Progressive run",
            "Fondo medio",
            "Corsa media",
            "Umbral 20'",
            "Schwellenlauf",
            "Allure marathon",
            "Tempoduurloop",
            "Limiar",
            "Bieg progowy",
            "Tröskelpass",
            "Prahový běh",
            "抗乳酸",
            "ペース走 10km",
            "템포런",
        ],
        Some(Intent::Tempo),
    );
    says(
        &[
            "8 x 400m",
            "5×1000",
            "VO2max",
            "Mile repeats",
            "Ripetute",
            "Series 10x400",
            "Cuestas",
            "Intervalltraining",
            "VMA courte",
            "30/30",
            "Intervallen",
            "Tiros de 400",
            "Interwały",
            "Intervaller",
            "Intervaly",
            "变速跑",
            "800米x6",
            "インターバル",
            "인터벌",
        ],
        Some(Intent::Interval),
    );
    says(
        &[
            "10k race",
            "Parkrun",
            "5k time trial",
            "Gara 10 km",
            "Maratón de Sevilla",
            "Halbmarathon Köln",
            "Semi-marathon de Paris",
            "Halve marathon",
            "Meia maratona",
            "Półmaraton",
            "Tävling 10 km",
            "Závod",
            "上海马拉松",
            "ハーフマラソン大会",
            "하프마라톤",
        ],
        Some(Intent::Race),
    );
}

#[test]
fn what_follows_a_place_is_read_when_the_place_says_nothing() {
    says(&["Anytown - Basis", "Springfield: Base"], Some(Intent::Easy));
    says(&["Anytown - Recupero"], Some(Intent::Recovery));
    says(&["Anytown - VO2 Max"], Some(Intent::Interval));
    says(&["Strade Bianche - Corsa", "Long Beach - Run"], None);
}

#[test]
fn words_of_two_kinds_follow_the_order_of_precedence() {
    says(&["Easy run with tempo finish", "Fartlek & recovery"], Some(Intent::Moderate));
    says(&["Long run @ 4:50", "Long run with tempo"], Some(Intent::LongTempo));
    says(&["Tempo intervals", "Threshold 3x10"], Some(Intent::Interval));
    says(&["Easy long run"], Some(Intent::Long));
}

#[test]
fn steps_say_interval_only_when_efforts_alternate_with_rests() {
    use StepIntensity::{Active, CoolDown, Interval, Recovery, Repeat, Rest, WarmUp};
    let interval = Some(Intent::Interval);
    assert_eq!(of_steps(&[WarmUp, Interval, Recovery, Repeat, CoolDown]), interval);
    assert_eq!(of_steps(&[Active, Rest, Active, Rest]), interval);
    assert_eq!(of_steps(&[WarmUp, Active, CoolDown]), None);
    assert_eq!(of_steps(&[Interval]), None);
    assert_eq!(of_steps(&[Recovery]), Some(Intent::Recovery));
    assert_eq!(of_steps(&[]), None);
}

#[test]
fn types_of_lists_are_known() {
    for (text, expected) in [
        ("Race", Some(Intent::Race)),
        ("Long Run", Some(Intent::Long)),
        ("Workout", Some(Intent::Interval)),
        ("Default Run", None),
        ("Run", None),
        ("TEMPO", Some(Intent::Tempo)),
        ("RACE_A", Some(Intent::Race)),
        ("3", Some(Intent::Interval)),
        ("0", None),
    ] {
        assert_eq!(of_type(text), expected, "{text}");
    }
}

#[test]
fn the_workout_on_the_watch_comes_before_a_list_and_a_list_before_the_title() {
    let meant = |name: &str, source, workout: Option<&str>, kind: Option<&str>| {
        let session = run(date("2024-05-01"), 40.0).with(|d| {
            d.name = Some(name.to_owned());
            d.name_source = source;
            d.workout = workout.map(|name| Workout { name: Some(name.to_owned()), steps: Vec::new() });
            d.workout_type = kind.map(str::to_owned);
        });
        of(&session.digest).map(|meant| (meant.intent, meant.source))
    };
    use NameSource::{List, Profile, Title};
    let from = |intent, source| Some((intent, source));
    assert_eq!(meant("Easy", List, Some("Tempo"), None), from(Intent::Tempo, IntentSource::Workout));
    assert_eq!(meant("Easy", List, Some("W1D1"), None), from(Intent::Easy, IntentSource::ListName));
    assert_eq!(meant("City 10k", List, None, Some("Race")), from(Intent::Race, IntentSource::ListType));
    assert_eq!(
        meant("Morning Run", List, None, Some("Long Run")),
        from(Intent::Long, IntentSource::ListType)
    );
    assert_eq!(meant("Easy Run", Title, None, None), from(Intent::Easy, IntentSource::Title));
    assert_eq!(meant("Easy Run", Profile, None, None), None);
}
