internal import Foundation
internal import Glibc

/// Empties a file that is no run file, unless a process holds it; SQLite then takes it for a new one.
///
/// Emptied in place and not deleted: between a look at the file and its deletion another process could put its own run
/// file there and lose it.
func emptyUnusedFile(at url: URL) throws {
  let descriptor = open(url.path, O_RDWR | O_CLOEXEC)
  guard descriptor >= 0 else { throw unwritable(url) }
  defer { close(descriptor) }
  // SQLite's own locks lie on bytes of the file, so a lock on all of it meets them.
  var wholeFile = flock()
  wholeFile.l_type = Int16(F_WRLCK)
  wholeFile.l_whence = Int16(SEEK_SET)
  guard fcntl(descriptor, F_SETLK, &wholeFile) == 0 else {
    throw errno == EACCES || errno == EAGAIN ? RunFileError.inUse(url) : unwritable(url)
  }
  guard ftruncate(descriptor, 0) == 0 else { throw unwritable(url) }
}

private func unwritable(_ url: URL) -> RunFileError {
  .unwritable(url, reason: String(cString: strerror(errno)).lowercased())
}
