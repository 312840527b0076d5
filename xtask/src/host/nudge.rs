//! The signal by which the harness tells a program of its own that nothing more will come: the call in which it listens
//! fails at once, and is interrupted.

/// The order to a keeper that passes it on. It ends no program that heeds it, so it is no reason for an end.
pub const SIGNAL: u8 = libc::SIGUSR1 as u8;

/// Has this process heed the signal. Without it the signal would end it.
pub fn heed() {
    extern "C" fn nothing(_: libc::c_int) {}
    // SAFETY: the handler does nothing, which is safe at any moment; the structure is valid as all zeros but for it.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        action.sa_sigaction = nothing as extern "C" fn(libc::c_int) as usize;
        libc::sigaction(libc::SIGUSR1, &raw const action, std::ptr::null_mut());
    }
}
