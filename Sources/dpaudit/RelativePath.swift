internal import Foundation

/// The path to `file` from `folder`.
func relativePath(to file: URL, from folder: URL) -> String {
  let target = file.absoluteURL.standardizedFileURL.pathComponents
  let start = folder.absoluteURL.standardizedFileURL.pathComponents
  let common = zip(target, start).prefix { $0 == $1 }.count
  return ([String](repeating: "..", count: start.count - common) + target[common...]).joined(separator: "/")
}
