package import Foundation
internal import GRDB

/// A run file that cannot be used.
package enum RunFileError: Error, CustomStringConvertible {
  case otherRun(URL, difference: String)
  case notARunFile(URL, reason: String)
  case inUse(URL)
  case unwritable(URL, reason: String)

  init(_ error: DatabaseError, _ url: URL) {
    switch error.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .inUse(url)
    case .SQLITE_NOTADB, .SQLITE_CORRUPT: self = .notARunFile(url, reason: error.message ?? "\(error.resultCode)")
    default: self = .unwritable(url, reason: error.message ?? "\(error.resultCode)")
    }
  }

  package var description: String {
    switch self {
    case .otherRun(let url, let difference):
      """
      \(url.relativePath) holds another run: \(difference). Trials of two runs do not mix; go back to that \
      specification, give another name, or start again with --fresh, which deletes the file.
      """
    case .notARunFile(let url, let reason):
      "\(url.relativePath) is not a usable run file: \(reason). Move it away, or start again with --fresh, which deletes it."
    case .inUse(let url):
      "\(url.relativePath) is in use by another process, probably the same audit; wait for it or stop it."
    case .unwritable(let url, let reason):
      "\(url.relativePath) cannot be written: \(reason). Check the permissions of its folder and the free space of its disk."
    }
  }
}
