internal import Foundation
internal import Learning
internal import PrivacyModel

/// What a training writes, and where.
struct TrainingFiles {
  let folder: URL
  let name: String

  var weights: URL { folder.appending(component: "\(name).safetensors") }
  var metrics: URL { folder.appending(component: "\(name).jsonl") }
  var claim: URL { folder.appending(component: "\(name).claim.yaml") }
  var checkpoint: URL { folder.appending(component: "\(name).checkpoint") }

  /// The checkpoint to go on from; nil where there is none.
  ///
  /// - Throws: `UnusableFile` where there is one and nobody asked for it, or it is of another training.
  func checkpoint(of plan: TrainingPlan, resuming: Bool) throws -> TrainingCheckpoint? {
    guard FileManager.default.fileExists(atPath: checkpoint.path) else { return nil }
    guard resuming else {
      throw UnusableFile(
        file: checkpoint.relativePath,
        reason: "a training was interrupted here; --resume goes on from it, and without the file a new one begins")
    }
    return try TrainingCheckpoint(at: checkpoint, of: plan)
  }
}

/// Puts `data` in the place of what `url` holds, in one piece whatever happens, and on the disk.
///
/// - Parameter mode: Who may read the file.
/// - Throws: `UnwritableFile`.
func replaceDurably(_ url: URL, with data: Data, mode: mode_t = 0o666) throws {
  func failure() -> UnwritableFile {
    UnwritableFile(file: url.relativePath, reason: String(cString: strerror(errno)).lowercased())
  }
  let temporary = url.deletingLastPathComponent().appending(component: ".\(url.lastPathComponent).\(getpid())")
  let descriptor = open(temporary.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
  guard descriptor >= 0 else { throw failure() }
  defer { unlink(temporary.path) }
  do {
    defer { close(descriptor) }
    try data.withUnsafeBytes { bytes in
      var offset = 0
      while offset < bytes.count {
        let count = write(descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
        if count >= 0 { offset += count } else if errno != EINTR { throw failure() }
      }
    }
    guard fsync(descriptor) == 0 else { throw failure() }
  }
  guard rename(temporary.path, url.path) == 0 else { throw failure() }
  let folder = open(url.deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
  guard folder >= 0 else { throw failure() }
  defer { close(folder) }
  guard fsync(folder) == 0 else { throw failure() }
}

/// A file that cannot be written once a training is under way.
struct UnwritableFile: Error, CustomStringConvertible {
  let file: String
  let reason: String

  var description: String {
    "\(file) cannot be written: \(reason); free some space or choose another folder with --out"
  }
}
