//! Signal: Ctrl-C, a request to end, and a terminal that is closed.

/// Calls `heard` with the number of the signal when the program is asked to end.
///
/// Where that cannot be listened for, a signal ends the program as ever.
pub fn listen(heard: impl Fn(i32) + Clone + Send + 'static) {
    const INTERRUPT: i32 = 2;
    let interrupted = heard.clone();
    // It fails only when somebody listens already.
    let _ = ctrlc::set_handler(move || interrupted(INTERRUPT));
    #[cfg(unix)]
    listen_to_others(heard);
}

#[cfg(unix)]
fn listen_to_others(heard: impl Fn(i32) + Send + 'static) {
    use signal_hook::consts::{SIGHUP, SIGTERM};
    let hangup = (!ignores_hangup()).then_some(SIGHUP);
    if let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGTERM].into_iter().chain(hangup)) {
        let _ = std::thread::Builder::new().spawn(move || signals.forever().for_each(heard));
    }
}

/// True for a program that was started to outlive its terminal (`nohup`).
#[cfg(unix)]
fn ignores_hangup() -> bool {
    // proc(5): a mask in hexadecimal; signal 1 is the hangup. On other systems there is no such file,
    // and `nohup` has no effect.
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 == 1)
}
