//! `sources`: the apps whose exports are read.

use shakeout::cli;
use shakeout::error::{Error, ExitCode, Result};
use shakeout::source::{PROVIDERS, Provider};

use super::print;

pub fn sources(args: &cli::Sources) -> Result<ExitCode> {
    let wanted = args.name.as_deref().unwrap_or_default().to_lowercase();
    let named = |provider: &&Provider| provider.name.to_lowercase().contains(&wanted);
    let found: Vec<String> = PROVIDERS.iter().filter(named).map(described).collect();
    if found.is_empty() {
        return Err(Error::Config {
            what: format!("no source has `{wanted}` in its name"),
            place: "shakeout sources".into(),
            remedy: "see them all: shakeout sources".into(),
        });
    }
    print(&mut std::io::stdout().lock(), &found.join("\n"))?;
    Ok(ExitCode::Done)
}

fn described(provider: &Provider) -> String {
    let Provider { name, gives, leaves, export, .. } = provider;
    format!("{name}\n  read      {gives}\n  not read  {leaves}\n  export    {export}\n")
}
