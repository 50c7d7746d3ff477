internal import Foundation

/// The program that draws the figures, run as a subprocess for each of them.
package struct Gnuplot: Sendable {
  let executable: URL

  /// The first gnuplot of a colon-separated list of folders.
  ///
  /// - Throws: `ReportingError.gnuplotNotFound`; worth knowing before the first trial.
  package static func find(in searchPath: String = Self.environmentSearchPath) throws -> Gnuplot {
    for folder in searchPath.split(separator: ":") {
      let candidate = URL(filePath: String(folder), directoryHint: .isDirectory).appending(component: "gnuplot")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return Gnuplot(executable: candidate) }
    }
    throw ReportingError.gnuplotNotFound(searchPath: searchPath)
  }

  package static var environmentSearchPath: String {
    ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
  }

  /// What `script` draws, under `title`, which must be plain words. Nothing of the user's settings takes part.
  ///
  /// - Throws: `ReportingError.gnuplotFailed`.
  func svg(_ script: String, title: String) throws -> String {
    // The script comes from a file and not from a pipe: a child that dies early would kill this process by SIGPIPE,
    // and one that writes before it has read all would wait for us for ever.
    let scriptFile = FileManager.default.temporaryDirectory.appending(component: "dpaudit-\(UUID().uuidString).gp")
    defer { try? FileManager.default.removeItem(at: scriptFile) }
    let (process, output, complaints) = (Process(), Pipe(), Pipe())
    process.executableURL = executable
    process.arguments = ["-d"]
    process.environment = ["LC_ALL": "C", "PATH": Self.environmentSearchPath]
    (process.standardOutput, process.standardError) = (output, complaints)
    let (drawing, complaint): (String, String)
    do {
      try Data(script.utf8).write(to: scriptFile)
      let input = try FileHandle(forReadingFrom: scriptFile)
      defer { try? input.close() }
      process.standardInput = input
      try process.run()
      drawing = try text(from: output)
      // Gnuplot complains in a few lines, which fit the pipe while the drawing is read.
      complaint = try text(from: complaints)
      process.waitUntilExit()
    } catch {
      throw failure(error.localizedDescription)
    }
    guard process.terminationReason == .exit, process.terminationStatus == 0, drawing.contains("</svg>") else {
      throw failure(oneLine(complaint, status: process.terminationStatus))
    }
    return readable(drawing, title: title)
  }

  private func failure(_ reason: String) -> ReportingError {
    .gnuplotFailed(executable: executable.path, reason: reason)
  }
}

private func text(from pipe: Pipe) throws -> String {
  String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
}

/// The lines of a complaint, without the script's line and the caret under it.
private func oneLine(_ complaint: String, status: Int32) -> String {
  let lines = complaint.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
  let saying = lines.filter { !$0.isEmpty && $0 != "^" }.suffix(3).joined(separator: " / ")
  return "it ended with status \(status)" + (saying.isEmpty ? " and said nothing" : ", saying: \(saying)")
}

/// Gnuplot's SVG with a title that means something and fonts that most machines have.
private func readable(_ drawing: String, title: String) -> String {
  let fonts = "font-family=\"Helvetica, Arial, Liberation Sans, sans-serif\""
  return drawing.replacingOccurrences(of: "<title>Gnuplot</title>", with: "<title>\(title)</title>")
    .replacingOccurrences(of: "font-family=\"\(FigureStyle.font)\"", with: fonts)
}
