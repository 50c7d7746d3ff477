internal import Foundation

/// The command line that gives a report again, to be pasted into a shell in the current folder.
///
/// - Parameters:
///   - specification: The specification's path, as it was given.
///   - reports: The reports folder's path; it is left out where it is the default.
///   - currentFolder: Absolute paths in it are written relative to it, since they would name this machine's folders.
package func reproducingCommand(specification: String, reports: String, currentFolder: String) -> String {
  let specification = relative(specification, to: currentFolder)
  // A leading hyphen would read as an option.
  let argument = specification.hasPrefix("-") ? "./" + specification : specification
  var words = ["./dpaudit", "run", argument]
  let folder = relative(reports, to: currentFolder)
  if folder != RunCommand.defaultReports {
    // With an equals sign a value may start with a hyphen.
    words += folder.hasPrefix("-") ? ["--reports=\(folder)"] : ["--reports", folder]
  }
  return words.map(shellQuoted).joined(separator: " ")
}

/// `path` without needless slashes and dots; from `folder` where it lies inside.
private func relative(_ path: String, to folder: String) -> String {
  var parts = path.split(separator: "/").filter { $0 != "." }
  guard path.hasPrefix("/") else { return parts.isEmpty ? "." : parts.joined(separator: "/") }
  let folderParts = folder.split(separator: "/").filter { $0 != "." }
  guard parts.starts(with: folderParts) else { return "/" + parts.joined(separator: "/") }
  parts.removeFirst(folderParts.count)
  return parts.isEmpty ? "." : parts.joined(separator: "/")
}

/// `word` as a POSIX shell reads it back.
private func shellQuoted(_ word: String) -> String {
  let plain = word.unicodeScalars.allSatisfy { scalar in
    scalar.isASCII
      && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
        || "_-./=+,:@%".unicodeScalars.contains(scalar))
  }
  return plain && !word.isEmpty ? word : "'\(word.replacing("'", with: "'\\''"))'"
}
