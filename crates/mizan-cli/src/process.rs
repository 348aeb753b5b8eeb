//! A command that runs beside this one, with everything that it starts.
//!
//! It leads a process group (on Windows a job) of its own, so that ending it also ends what it has started. Ctrl-C on
//! a terminal does not reach such a group, so [`end_on_signal`] hands it on.

use std::io;
use std::process::{ChildStdout, Command, ExitStatus};
use std::sync::{Mutex, MutexGuard, PoisonError};

use process_wrap::std::{ChildWrapper, CommandWrap};

/// The one that runs. At most one does.
static RUNNING: Mutex<Option<Box<dyn ChildWrapper>>> = Mutex::new(None);

/// The exit code of a program that Ctrl-C ended, as shells have it.
const INTERRUPTED: i32 = 130;

/// A command that was started. Dropping it ends it.
pub(crate) struct Running(());

impl Running {
    /// Starts a command.
    ///
    /// # Errors
    ///
    /// What the operating system says.
    pub(crate) fn start(command: Command) -> io::Result<Self> {
        let mut running = running();
        let mut command = CommandWrap::from(command);
        #[cfg(unix)]
        command.wrap(process_wrap::std::ProcessGroup::leader());
        #[cfg(windows)]
        command.wrap(process_wrap::std::JobObject);
        *running = Some(command.spawn()?);
        Ok(Self(()))
    }

    /// What it prints, once.
    pub(crate) fn output(&self) -> Option<ChildStdout> {
        running().as_mut().and_then(|child| child.stdout().take())
    }

    /// How it ended, if it has.
    pub(crate) fn ended(&self) -> Option<ExitStatus> {
        running().as_mut().and_then(|child| child.try_wait().ok().flatten())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let Some(mut child) = running().take() else { return };
        // What a command leaves behind when it has ended, such as a compiler's daemon, is its own affair.
        if !matches!(child.try_wait(), Ok(Some(_))) {
            let _ = child.start_kill();
            let _ = child.wait();
        }
    }
}

fn running() -> MutexGuard<'static, Option<Box<dyn ChildWrapper>>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on Ctrl-C, a hang-up and `kill` end the command that runs, and then this program.
pub(crate) fn end_on_signal() {
    // A program that has its own way with signals, such as one that embeds this, keeps it.
    let _ = ctrlc::try_set_handler(|| {
        if let Some(child) = running().as_mut() {
            let _ = child.start_kill();
        }
        std::process::exit(INTERRUPTED);
    });
}
