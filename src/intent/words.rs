//! Words: what runners and their plans call a run, a table a language.
//!
//! An entry is one or more folded words (see [`super::fold`]) that follow each other: `race pace`.
//! `word*` is any word that begins so, `#` any number, `^` the beginning and `$` the end of the name.
//! Entries of more words go first, and what they take no other entry sees: `race pace` hides `race`.
//! CJK entries are looked for anywhere in the text, longer ones first.
//!
//! To add a language: a table here and its row in [`LANGUAGES`].

/// What a word says of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sense {
    /// Says nothing, and keeps its words from saying something: places, training for a race.
    Nothing,
    /// Recovery.
    Recovery,
    /// Easy.
    Easy,
    /// Long.
    Long,
    /// Between easy and threshold.
    Moderate,
    /// About threshold.
    Tempo,
    /// Hard efforts with rests between.
    Interval,
    /// A race or a test.
    Race,
    /// Short accelerations: repetitions in the name are theirs.
    Strides,
}

use Sense::{Easy, Interval, Long, Moderate, Nothing, Race, Recovery, Strides, Tempo};

/// The entries of a language.
pub type Language = &'static [(Sense, &'static [&'static str])];

/// Every language.
pub const LANGUAGES: &[Language] = &[
    ENGLISH, ITALIAN, SPANISH, GERMAN, FRENCH, DUTCH, PORTUGUESE, POLISH, SWEDISH, CZECH, CHINESE, JAPANESE,
    KOREAN,
];

const ENGLISH: Language = &[
    (
        Nothing,
        &[
            "long beach", "long island", "long lake", "long branch", "big easy", "marathon training",
            "marathon plan", "marathon prep", "marathon preparation", "marathon block", "marathon build",
            "marathon buildup", "marathon base", "marathon week", "marathon week #", "marathon wk", "marathon running",
            "marathon program", "marathon weekend", "marathon course", "marathon route", "marathon expo",
            "marathon recon", "marathon day #",
            "race week", "race prep", "race course", "race route", "race recon", "race weekend", "race day minus",
            "days to race", "before race", "before the race", "after race", "after the race", "pre race",
            "prerace", "post race", "postrace", "post marathon", "pre marathon", "after marathon",
            "before marathon", "post parkrun", "pre parkrun", "after parkrun", "before parkrun", "to parkrun",
            "from parkrun", "parkrun course", "race walk", "race walking", "no tempo", "not a race", "not race",
            "park run", "easy street", "rat race", "race street", "race track", "race point", "steady brook",
           
        ],
    ),
    (
        Recovery,
        &["recovery", "recover", "shakeout", "shake out", "z1", "zone 1", "zone1", "regen", "active recovery"],
    ),
    (
        Easy,
        &[
            "easy", "ez", "jog", "jogs", "z2", "zone 2", "zone2", "maf", "relaxed", "base run", "base miles",
            "base mileage", "base building", "aerobic base", "aerobic run", "easy aerobic", "general aerobic",
            "foundation run", "endurance run", "conversational", "slow run", "slow miles",
            "low hr", "low heart rate", "low intensity", "^ base $", "^ warm up $", "^ warmup $", "^ cool down $",
            "^ cooldown $", "easy long", "long easy",
        ],
    ),
    (
        Long,
        &[
            "long run", "long runs", "longrun", "lsd", "long slow", "long slow distance", "long easy run",
            "easy long run", "long trail run", "long hilly run", "long progressive run", "sunday long",
            "saturday long", "weekend long", "^ long $", "^ long #", "^ lr $", "long training run",
        ],
    ),
    (Moderate, &["steady", "z3", "zone 3", "zone3", "moderate", "steady state", "medium effort"]),
    (
        Tempo,
        &[
            "tempo", "tempos", "threshold", "race pace", "race effort", "race simulation", "marathon pace",
            "marathon effort", "marathon simulation", "marathon tempo", "marathon goal pace", "half marathon pace",
            "half marathon effort", "goal pace", "goal race pace", "5k pace", "10k pace", "hm pace",
            "progressive", "progression", "z4", "zone 4", "zone4", "z5", "zone 5", "zone5", "lactate",
            "lactate threshold", "fast finish",
        ],
    ),
    (
        Interval,
        &[
            "interval", "intervals", "reps", "rep", "repeat", "repeats", "repetition", "repetitions", "fartlek",
            "hill repeats", "hill reps", "hill repetitions", "hill sprints", "hill session", "hill intervals",
            "vo2max", "vo2", "vo2 max", "speedwork", "speed work", "speed session", "speed play", "speed workout",
            "^ speed $", "track session", "track workout", "sprint", "sprints", "anaerobic", "hiit", "yasso*",
            "cruise intervals", "pyramid intervals", "ladder intervals", "ladder workout", "pyramid session", "tempo intervals", "surges",
        ],
    ),
    (
        Race,
        &[
            "race", "races", "raced", "parkrun", "marathon", "half marathon", "halfmarathon",
            "ultramarathon", "ultra marathon", "time trial", "timetrial", "cooper test", "test 1k", "test 2k",
            "test 3k", "test 5k", "test 8k", "test 10k", "1k test", "2k test", "3k test", "5k test", "8k test",
            "10k test", "test # k", "test # km", "# km test", "test 3km", "test 5km", "test 10km", "3km test",
            "5km test", "10km test", "mile test", "turkey trot", "championship", "championships",
        ],
    ),
    (Strides, &["strides", "stride", "striders", "pickups", "pick ups", "accelerations"]),
];

const ITALIAN: Language = &[
    (
        Nothing,
        &[
            "lungo il", "lungo la", "lungo lo", "lungo i", "lungo le", "lungo gli", "lungo l", "lungo lago",
            "lungo mare", "lungo fiume", "lungo arno", "lungo tevere", "lungo po", "lungo naviglio", "lungo adige",
            "maratona allenamento", "allenamento maratona", "preparazione maratona", "pre gara", "post gara",
            "dopo gara", "prima della gara", "dopo la gara", "riscaldamento gara", "mezza costa", "mezza luna",
            "mezza montagna", "tempo libero",
        ],
    ),
    (
        Recovery,
        &["defaticamento", "defaticante", "rigenerante", "rigenerazione", "scarico", "^ recupero $", "corsa di recupero", "recupero attivo", "corsa rigenerante"],
    ),
    (
        Easy,
        &[
            "facile", "leggera", "leggero", "lenta", "lento", "tranquilla", "tranquillo", "corsa lenta",
            "corsa facile", "fondo lento", "lungo lento", "corsetta", "blanda",
        ],
    ),
    (Long, &["lungo", "lunghissimo", "corsa lunga", "fondo lungo", "lungo lento $", "medio lungo", "uscita lunga"]),
    (Moderate, &["moderato", "moderata", "corsa moderata"]),
    (
        Tempo,
        &[
            "soglia", "corsa media", "corsa medio", "fondo medio", "medio fondo", "fondo veloce", "corto veloce",
            "ritmo gara", "andatura di gara", "andatura gara", "passo gara", "ritmo maratona", "ritmo mezza",
            "passo maratona", "progressivo", "progressione", "corsa progressiva", "^ medio $", "medio #", "# medio",
        ],
    ),
    (
        Interval,
        &[
            "ripetute", "ripetuta", "salite", "intervalli", "intervallato", "variazioni", "ripetizioni",
            "interval training", "fartlek", "corsa intervallata", "velocita", "scatti",
        ],
    ),
    (
        Race,
        &[
            "gara", "mezza", "maratona", "mezza maratona", "mezzamaratona", "maratonina", "campestre",
            "corsa campestre", "campionato", "campionati", "staffetta",
        ],
    ),
    (Strides, &["allunghi", "allungo"]),
];

const SPANISH: Language = &[
    (
        Nothing,
        &[
            "entrenamiento maraton", "preparacion maraton", "plan maraton", "pre competicion", "post competicion",
            "pre carrera", "post carrera", "fondo de", "fondo negro",
        ],
    ),
    (
        Recovery,
        &["regenerativo", "regenerativa", "^ recuperacion $", "rodaje de recuperacion", "carrera de recuperacion", "recuperativo", "descarga", "soltar", "soltura", "regenerar"],
    ),
    (
        Easy,
        &[
            "suave", "facil", "rodaje", "rodar", "trote", "trotar", "rodaje suave", "carrera suave", "carrera facil",
            "muy suave", "tranquilo", "rodaje base", "aerobico", "carrera continua", "cc suave",
        ],
    ),
    (Long, &["tirada larga", "tirada", "fondo", "rodaje largo", "fondo largo", "carrera larga", "tirada larga suave"]),
    (Moderate, &["moderado", "moderada", "rodaje medio", "ritmo medio", "ritmo controlado"]),
    (
        Tempo,
        &[
            "umbral", "ritmo carrera", "ritmo maraton", "ritmo de maraton", "ritmo de carrera", "ritmo competicion",
            "ritmo media", "progresivo", "progresiva", "carrera progresiva", "rodaje progresivo", "controlado",
        ],
    ),
    (
        Interval,
        &[
            "series", "series #", "serie", "cuestas", "intervalos", "intervalo", "repeticiones", "cambios de ritmo",
            "fartlek", "farlek", "pasadas", "velocidad",
        ],
    ),
    (
        Race,
        &[
            "maraton", "media maraton", "mediamaraton", "medio maraton", "competicion", "competencia", "campeonato",
            "carrera popular", "cross popular", "san silvestre", "contrarreloj",
        ],
    ),
    (Strides, &["rectas", "progresiones"]),
];

const GERMAN: Language = &[
    (
        Nothing,
        &[
            "marathonvorbereitung", "marathontraining", "marathon vorbereitung", "marathonplan", "vor wettkampf",
            "nach wettkampf", "ga1 2", "wettkampfvorbereitung", "langer see", "lange strasse",
        ],
    ),
    (
        Recovery,
        &[
            "regeneration*", "regenerativ*", "^ auslaufen $", "reko*", "erholung*", "rekom", "kompensation*",
        ],
    ),
    (
        Easy,
        &[
            "locker", "lockerer", "^ einlaufen $", "lockeres", "lockere", "ga1", "ga 1", "grundlage", "grundlagenlauf",
            "grundlagentraining", "grundlagenausdauer", "grundlagenausdauer 1", "ruhig", "ruhiger", "ruhiges",
            "dauerlauf", "dl1", "dl 1", "ldl", "lockerlauf", "gemutlich", "gemuetlich", "gemutlicher", "langsam",
            "langsamer", "langsamer dauerlauf", "traben", "entspannt", "entspannter", "leichter lauf",
            "leichter dauerlauf", "easylauf",
        ],
    ),
    (
        Long,
        &[
            "langer lauf", "langer dauerlauf", "langer lockerer lauf", "lala", "langlauf training",
            "langer ruhiger lauf", "langer ruhiger dauerlauf", "langer langsamer lauf", "langer langsamer dauerlauf",
            "lange einheit", "longjog",
        ],
    ),
    (
        Moderate,
        &["ga2", "ga 2", "ga1 ga2", "ga1 2 lauf", "moderater", "moderat", "mdl", "dl2", "dl 2", "grundlagenausdauer 2", "zugiger dauerlauf", "mittlerer dauerlauf"],
    ),
    (
        Tempo,
        &[
            "schwelle", "schwellen*", "tempolauf", "tempodauerlauf", "tdl", "tempowechsellauf", "renntempo",
            "marathontempo", "halbmarathontempo", "wettkampftempo", "steigerungslauf", "crescendolauf",
            "endbeschleunigung", "dl3", "dl 3", "schneller dauerlauf", "flotter dauerlauf", "tempotraining",
        ],
    ),
    (
        Interval,
        &[
            "wiederholung*", "intervall*", "fahrtspiel", "bergsprints", "bergintervalle", "berglaufe training",
            "tempolaufe", "tempolaeufe", "hugellaufe", "bahntraining", "sprints", "minutenlaufe",
            "wsa lauf", "schnelligkeit",
        ],
    ),
    (
        Race,
        &[
            "wettkampf", "halbmarathon", "volkslauf", "stadtlauf", "silvesterlauf", "meisterschaft*", "firmenlauf",
            "leistungstest", "marathonlauf", "10er wettkampf", "citylauf", "crosslauf meisterschaft",
        ],
    ),
    (Strides, &["steigerungen", "steigerungslaufe", "steigerungslaeufe"]),
];

const FRENCH: Language = &[
    (
        Nothing,
        &[
            "cotes d", "cote d", "prepa marathon", "preparation marathon", "plan marathon", "entrainement marathon",
            "avant course", "apres course", "allure libre", "reprise apres", "prepa semi", "prepa trail",
        ],
    ),
    (
        Recovery,
        &["recup", "decrassage", "^ recuperation $", "sortie recuperation", "footing recup", "footing de recuperation", "regeneration", "decompression"],
    ),
    (
        Easy,
        &[
            "footing", "ef", "endurance fondamentale", "endurance", "footing lent", "footing tranquille", "tranquille",
            "tranquillou", "allure endurance", "allure ef", "allure footing", "allure lente", "allure facile",
            "jogging tranquille", "facile", "souple", "footing souple",
        ],
    ),
    (Long, &["sortie longue", "footing long", "longue sortie", "sortie tres longue", "rando course"]),
    (Moderate, &["endurance active", "allure moderee", "tempo modere"]),
    (
        Tempo,
        &[
            "seuil", "allure", "allure marathon", "allure semi", "allure semi marathon", "allure specifique",
            "allure course", "allure competition", "as10", "as21", "as42", "progressif", "footing progressif",
            "sortie progressive",
        ],
    ),
    (
        Interval,
        &[
            "fractionne*", "fractionnes", "vma", "seance de cotes", "seance cotes", "cotes #", "# cotes", "^ cotes $", "30 30", "seance vma", "pma",
            "intervalle*", "repetitions", "variations d allure", "piste vma",
        ],
    ),
    (
        Race,
        &[
            "competition", "semi marathon", "semimarathon", "championnat", "championnats", "foulees de",
            "trail officiel", "10km officiel", "course officielle",
        ],
    ),
    (Strides, &["lignes droites", "accelerations progressives"]),
];

const DUTCH: Language = &[
    (Nothing, &["marathon schema", "marathon voorbereiding", "marathonvoorbereiding", "marathontraining", "voor wedstrijd", "na wedstrijd"]),
    (Recovery, &["herstel", "herstelloop", "hersteltraining", "herstelrun"]),
    (
        Easy,
        &[
            "rustig", "rustige", "duurloop", "rustige duurloop", "dl1", "dribbelen", "dribbel",
            "ontspannen", "langzame duurloop", "langzame", "makkelijk", "duurloop 1",
        ],
    ),
    (Long, &["lange duurloop", "lange loop", "lange rustige duurloop", "lange run", "lange training"]),
    (Moderate, &["duurloop 2", "matig", "vlotte duurloop"]),
    (
        Tempo,
        &["tempoloop", "tempoduurloop", "drempel", "drempeltraining", "drempelloop", "duurloop 3", "wedstrijdtempo", "marathontempo", "omslagpunt", "climaxloop", "climax"],
    ),
    (
        Interval,
        &["intervallen", "intervaltraining", "interval training", "herhalingen", "heuveltraining", "vaartspel", "baantraining", "sprintjes", "tempo s"],
    ),
    (Race, &["wedstrijd", "halve marathon", "hele marathon", "kampioenschap", "testloop", "prestatieloop"]),
    (Strides, &["versnellingen", "steigerungen"]),
];

const PORTUGUESE: Language = &[
    (Nothing, &["treino maratona", "treino para maratona", "preparacao maratona", "pre prova", "pos prova", "fundo de"]),
    (Recovery, &["regenerativo", "regenerativa", "regeneracao", "soltura"]),
    (
        Easy,
        &["leve", "corrida leve", "rodagem", "trote", "facil", "suave", "rodagem leve", "treino leve", "tranquila", "corrida continua lenta"],
    ),
    (Long, &["longao", "longo", "treino longo", "corrida longa", "rodagem longa", "longuinho"]),
    (Moderate, &["moderado", "moderada", "corrida moderada", "rodagem media"]),
    (Tempo, &["limiar", "ritmo de prova", "ritmo prova", "ritmado", "tempo run", "ritmo de maratona", "ritmo maratona", "progressivo", "progressiva"]),
    (
        Interval,
        &["tiros", "intervalado", "intervalada", "intervalados", "repeticoes", "subidas", "treino de subida", "fartlek", "series", "rampas"],
    ),
    (Race, &[ "maratona", "meia maratona", "competicao", "campeonato", "corrida de sao silvestre"]),
    (Strides, &["retas", "educativos"]),
];

const POLISH: Language = &[
    (Nothing, &["plan maraton", "przed zawodami", "po zawodach", "przygotowania do maratonu", "wb1 2"]),
    (Recovery, &["regeneracja", "regeneracyjny", "regeneracyjne", "rozruch", "roztruchtanie", "bieg regeneracyjny", "odpoczynkowy"]),
    (
        Easy,
        &[
            "spokojny", "spokojnie", "spokojne", "rozbieganie", "owb1", "ob1", "wb1", "trucht", "lekki",
            "lekko", "luzny", "luzno", "bieg spokojny", "latwy", "easy bieg", "swobodny",
        ],
    ),
    (Long, &["wybieganie", "dlugie wybieganie", "dlugi bieg", "bieg dlugi", "dlugie", "spokojne wybieganie", "long"]),
    (Moderate, &["wb2", "owb2", "umiarkowany", "bc2", "umiarkowane"]),
    (Tempo, &["prog", "progowy", "progowe", "bieg progowy", "tempowy", "bieg tempowy", "tempo maratonskie", "tempo startowe", "bnp", "wb3", "bc3", "narastajace", "bieg ciagly"]),
    (Interval, &["interwaly", "interwal", "interwalowy", "interwalowe", "podbiegi", "podbieg", "powtorzenia", "zabawa biegowa", "rytmy", "minutowki"]),
    (Race, &["zawody", "polmaraton", "maraton", "start kontrolny", "mistrzostwa", "test coopera", "sprawdzian"]),
    (Strides, &["przebiezki", "przebiezka"]),
];

const SWEDISH: Language = &[
    (Nothing, &["maraton plan", "infor tavling", "efter tavling", "innan tavling", "marathontraning"]),
    (Recovery, &["aterhamtning", "aterhamtningspass", "aterhamtande", "aterhamtningsjogg", "restitution"]),
    (
        Easy,
        &["lugn", "lugnt", "lugna", "latt", "latta", "jogg", "distans", "lugn distans", "distanspass", "joggtur", "rolig", "rolig tur", "grundtraning"],
    ),
    (Long, &["langpass", "langdistans", "lang distans", "langtur", "langrunda", "lugnt langpass", "rolig langtur", "langtur rolig"]),
    (Moderate, &["medelhart", "mellanpass", "snabbdistans", "mellandistans"]),
    (Tempo, &["troskel", "troskelpass", "troskelintervaller", "tempopass", "tempolopning", "maratonfart", "terskel", "taerskel", "tavlingsfart", "fartokning", "progressivt", "terskeltrening"]),
    (Interval, &["intervaller", "intervall", "intervallpass", "backintervaller", "backpass", "backtraning", "bakkedrag", "snabbintervaller", "intervalltrening"]),
    (Race, &["tavling", "halvmaraton", "halvmara", "maraton", "lopp", "konkurranse", "konkurrence", "milloppet", "maratonlopp", "halvmarathon"]),
    (Strides, &["stegringslopp", "stegringar"]),
];

const CZECH: Language = &[
    (Nothing, &["priprava na maraton", "pred zavodem", "po zavode", "plan maraton"]),
    (Recovery, &["regenerace", "regeneracni", "vyklus", "vyklusani", "zotaveni", "zotavovaci", "regenerak"]),
    (Easy, &["klus", "volne", "volny", "volny beh", "lehky", "lehce", "lehky beh", "pohodovy", "pohoda", "klusani", "v klidu", "aerobni"]),
    (Long, &["dlouhy beh", "dlouhy", "dlouhe", "dlouhy vybeh", "vytrvalostni beh"]),
    (Moderate, &["stredni tempo", "mirny", "mirne"]),
    (Tempo, &["prah", "prahovy", "prahove", "tempovy", "tempovy beh", "zavodni tempo", "maratonske tempo", "stupnovany", "stupnovany beh", "anp"]),
    (Interval, &["intervaly", "intervalovy", "useky", "kopce trenink", "vybehy kopcu", "vybehy", "opakovani", "intervalovy trenink"]),
    (Race, &["zavod", "zavody", "pulmaraton", "maraton", "mistrovstvi"]),
    (Strides, &["rovinky", "stupnovane rovinky"]),
];

const CHINESE: Language = &[
    (
        Nothing,
        &["马拉松训练", "馬拉松訓練", "马拉松备战", "备战马拉松", "马拉松公园", "马拉松广场", "半马训练", "全马训练", "赛前", "赛后", "賽前", "賽後", "比赛场", "马拉松周期"],
    ),
    (Recovery, &["恢复跑", "恢复", "恢復跑", "恢復", "排酸", "放松跑", "放鬆跑", "再生跑"]),
    (
        Easy,
        &[
            "轻松跑", "轻松", "輕鬆跑", "輕鬆", "慢跑", "有氧跑", "有氧慢跑", "基础训练", "基礎訓練", "基础跑", "有氧基础", "有氧耐力",
            "有氧", "低心率", "养生跑", "遛弯", "超慢跑", "摇摆跑",
        ],
    ),
    (Long, &["长距离", "长距离跑", "長距離", "拉练", "拉練", "长课", "耐力跑"]),
    (Moderate, &["有氧强化", "有氧強化", "稳态跑", "穩態跑", "中等强度", "有氧强度"]),
    (
        Tempo,
        &[
            "阈值", "閾值", "乳酸", "乳酸阈值", "乳酸阈", "乳酸閾值", "节奏跑", "節奏跑", "节奏", "節奏", "马配", "马拉松配速", "馬拉松配速",
            "半马配速", "全马配速", "渐加速", "漸加速", "渐速跑", "抗乳酸", "混氧", "比赛配速", "配速跑", "馬配", "渐进跑",
        ],
    ),
    (
        Interval,
        &[
            "间歇", "间歇跑", "間歇", "间隙跑", "强度课", "強度課", "专项课", "專項課", "变速跑", "變速跑", "变速", "冲刺", "衝刺", "无氧",
            "無氧", "法特莱克", "法特雷克", "亚索", "雅索", "最大摄氧量", "最大攝氧量", "速度训练", "速度课", "坡道跑", "重复跑", "冲坡",
            "上坡跑",
        ],
    ),
    (
        Race,
        &[
            "马拉松", "馬拉松", "半程马拉松", "半马", "半馬", "全马", "全馬", "比赛", "比賽", "精英赛", "精英賽", "锦标赛", "錦標賽", "越野赛",
            "越野賽", "公开赛", "接力赛", "挑战赛", "路跑赛", "路跑賽", "测试赛", "公里测试", "测验",
        ],
    ),
    (Strides, &["加速跑", "大步跑"]),
];

const JAPANESE: Language = &[
    (Nothing, &["マラソン練習", "マラソントレーニング", "マラソンコース", "マラソン大会前", "大会前", "大会後", "レース前", "レース後"]),
    (Recovery, &["リカバリー", "リカバリーラン", "リカバリージョグ", "疲労抜き", "疲労抜きジョグ", "回復走", "回復ジョグ"]),
    (Easy, &["ジョグ", "イージー", "ゆっくり", "スロージョグ", "eペース", "有酸素", "イージーラン", "のんびり", "ゆるジョグ", "ゆるラン"]),
    (Long, &["ロング走", "ロングラン", "ロングジョグ", "ロング", "距離走", "ロングスロー"]),
    (Moderate, &["mペース", "ミドル走", "中強度"]),
    (
        Tempo,
        &["ペース走", "テンポ走", "テンポラン", "テンポ", "閾値走", "閾値", "tペース", "ビルドアップ", "ビルドアップ走", "レースペース", "マラソンペース", "乳酸"],
    ),
    (
        Interval,
        &["インターバル", "インターバル走", "レペティション", "レペ", "ファルトレク", "坂ダッシュ", "坂道ダッシュ", "変化走", "ヤッソ", "スピード練", "スピード走"],
    ),
    (Race, &["大会", "レース", "ハーフマラソン", "フルマラソン", "マラソン", "駅伝", "記録会", "タイムトライアル", "競技会"]),
    (Strides, &["流し", "ウィンドスプリント"]),
];

const KOREAN: Language = &[
    (Nothing, &["마라톤 훈련", "마라톤훈련", "마라톤 준비", "대회 전", "대회 후", "대회 준비", "대회전", "대회후"]),
    (Recovery, &["회복", "회복런", "회복주", "회복조깅", "리커버리", "리커버리런"]),
    (Easy, &["조깅", "이지런", "천천히", "가볍게", "편하게", "슬로우조깅", "존2", "느린조깅"]),
    (Long, &["롱런", "장거리", "장거리주", "롱 런"]),
    (Moderate, &["중강도", "존3", "지속주"]),
    (Tempo, &["템포", "템포런", "역치", "역치주", "젖산", "빌드업", "빌드업주", "레이스페이스", "마라톤페이스", "마라톤 페이스", "페이스주", "존4"]),
    (Interval, &["인터벌", "인터벌런", "변속주", "파틀렉", "업힐", "언덕훈련", "언덕 훈련", "스피드훈련", "야쏘", "질주"]),
    (Race, &["대회", "마라톤", "하프마라톤", "하프 마라톤", "레이스", "타임트라이얼"]),
    (Strides, &["스트라이드", "가속주"]),
];
