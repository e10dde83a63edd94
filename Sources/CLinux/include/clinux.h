#ifndef CLINUX_H
#define CLINUX_H

// Linux calls that Swift's Glibc module does not show.

/// A new non-blocking event counter that is closed on exec, or -1 with errno set.
int clinux_event_descriptor(void);

/// A pipe whose ends are closed on exec and never wait; 0, or -1 with errno set.
int clinux_pipe(int ends[2]);

/// Names the calling thread, at most 15 bytes.
void clinux_name_thread(const char *name);

/// Lets all threads share two heaps: with one each, what one thread freed no other could use. Call at the start.
void clinux_share_heaps(void);

/// Gives free memory back to the system; takes some milliseconds.
void clinux_release_memory(void);

/// 1 when the kernel's clock is kept by a time server, 0 when not, -1 when that cannot be told.
int clinux_clock_synchronised(void);

/// Lets a process that is to be spawned with these posix_spawn_file_actions_t begin in a folder, with no descriptor but the first three; 0 or an error number.
int clinux_start_alone(void *actions, const char *folder);

/// Closes every descriptor from `first` on, whoever left it open.
void clinux_close_from(int first);

/// The flag with which a spawned process gets a session of its own and outlives the terminal.
short clinux_session_flag(void);

#endif
