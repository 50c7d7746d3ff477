package import Foundation
internal import Glibc

extension RenderedReport {
  /// Writes the four files into `directory`, which is made where it is missing.
  ///
  /// Each file is written beside its place and renamed into it, all four only after the last is on the disk: no file
  /// is ever seen half-written, and a full disk leaves an older report as it was.
  ///
  /// - Throws: `ReportingError.cannotMakeFolder` or `.cannotWrite`.
  package func write(to directory: URL) throws { try writeTogether(files, to: directory) }
}

/// Writes `files` into `directory`, which is made where it is missing: all of them, or none.
///
/// - Throws: `ReportingError.cannotMakeFolder` or `.cannotWrite`.
package func writeTogether(_ files: [(name: String, text: String)], to directory: URL) throws {
  try makeFolder(directory)
  var written: [(temporary: URL, final: URL)] = []
  defer { for file in written { try? FileManager.default.removeItem(at: file.temporary) } }
  for file in files {
    let temporary = directory.appending(component: ".\(file.name).\(UUID().uuidString)")
    let final = directory.appending(component: file.name)
    written.append((temporary, final))
    try writeDurably(file.text, to: temporary, inPlaceOf: final)
  }
  for file in written where rename(file.temporary.path, file.final.path) != 0 {
    throw cannotWrite(file.final, errno)
  }
}

/// Throws what `write(to:)` would throw later: to be called before hours of trials.
///
/// The folder is made where it is missing and a file is written into it and taken away. Space for the report itself is
/// not reserved, so that a disk that fills up meanwhile still fails the writing.
package func checkWritable(_ directory: URL) throws {
  try makeFolder(directory)
  let probe = directory.appending(component: ".dpaudit-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: probe) }
  try writeDurably("dpaudit asks whether it can write here\n", to: probe, inPlaceOf: directory)
}

private func makeFolder(_ directory: URL) throws {
  do {
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  } catch {
    let code = posixCode(of: error) ?? (fileStands(inTheWayOf: directory) ? ENOTDIR : EIO)
    throw ReportingError.cannotMakeFolder(
      path: directory.path, reason: reason(code == EEXIST ? ENOTDIR : code), remedy: remedy(code))
  }
}

/// Whether the path or a folder above it names something that is no folder.
private func fileStands(inTheWayOf directory: URL) -> Bool {
  var url = directory.standardizedFileURL
  while url.path != "/" {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) { return !isFolder.boolValue }
    url.deleteLastPathComponent()
  }
  return false
}

private func writeDurably(_ text: String, to temporary: URL, inPlaceOf final: URL) throws {
  let descriptor = open(temporary.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
  guard descriptor >= 0 else { throw cannotWrite(final, errno) }
  let bytes = Array(text.utf8)
  var (offset, failure) = (0, Int32(0))
  while offset < bytes.count, failure == 0 {
    let count = bytes.withUnsafeBytes {
      Glibc.write(descriptor, $0.baseAddress?.advanced(by: offset), $0.count - offset)
    }
    if count >= 0 { offset += count } else if errno != EINTR { failure = errno }
  }
  if failure == 0, fsync(descriptor) != 0 { failure = errno }
  if close(descriptor) != 0, failure == 0 { failure = errno }
  if failure != 0 { throw cannotWrite(final, failure) }
}

private func cannotWrite(_ file: URL, _ code: Int32) -> ReportingError {
  .cannotWrite(path: file.path, reason: reason(code), remedy: remedy(code))
}

private func posixCode(of error: any Error) -> Int32? {
  let error = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error ?? error
  return (error as? POSIXError)?.code.rawValue
}

private func reason(_ code: Int32) -> String {
  switch code {
  case ENOTDIR: "a file stands where a folder is needed"
  case EISDIR: "a folder stands where the file is to go"
  case EACCES, EPERM: "permission denied"
  case EROFS: "the file system is read-only"
  case ENOSPC, EDQUOT: "no space is left"
  default: String(cString: strerror(code)).lowercased()
  }
}

private func remedy(_ code: Int32) -> String {
  switch code {
  case ENOTDIR, EEXIST, EISDIR: "move it away or choose another folder"
  case EACCES, EPERM: "make the folder writable for this user or choose another one"
  case EROFS: "choose a folder on a file system that can be written"
  case ENOSPC, EDQUOT: "free some space or choose a folder on another disk"
  case ENAMETOOLONG: "give the audit a shorter name or choose a folder with a shorter path"
  default: "choose a folder that can be written"
  }
}
