internal import Foundation

/// Writes a line to standard error.
func note(_ line: String) {
  writeToStandardError(line + "\n")
}

/// Writes `text` to standard error, or nowhere where that is closed or full: no audit ends for want of a listener.
func writeToStandardError(_ text: String) {
  try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
}
