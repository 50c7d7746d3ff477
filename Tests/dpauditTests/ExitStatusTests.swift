import Foundation
import PrivacyModel
import Reporting
import RunStore
import Testing
import dpaudit

@Suite("Exit status") struct ExitStatusTests {
  static let file = URL(filePath: "reports/x.sqlite")

  @Test("is 2 for what cannot be used and known before the first trial")
  func unusable() {
    let errors: [any Error] = [
      RunFileError.otherRun(Self.file, difference: .data), RunFileError.notARunFile(Self.file, reason: ""),
      ReportingError.cannotMakeFolder(path: "", reason: "", remedy: ""),
      ReportingError.cannotWrite(path: "", reason: "", remedy: ""),
    ]
    for error in errors { #expect(exitStatus(of: error) == 2, "\(error)") }
  }

  @Test("is 3 for what could not be completed")
  func incomplete() {
    let errors: [any Error] = [
      RunFileError.inUse(Self.file), RunFileError.unwritable(Self.file, reason: ""),
      ReportingError.gnuplotFailed(executable: "", reason: ""), ReportingError.gnuplotNotFound(searchPath: ""),
      CocoaError(.fileWriteOutOfSpace),
    ]
    for error in errors { #expect(exitStatus(of: error) == 3, "\(error)") }
  }

  @Test("is 3 where gnuplot is missing, before the first trial, and where it fails, after the last")
  func gnuplot() throws {
    try withAuditFolder { folder in
      try RunCommandTests.write(RunCommandTests.specification(trials: 10), in: folder)
      let tools = folder.appending(path: "tools")
      try FileManager.default.createDirectory(at: tools, withIntermediateDirectories: true)
      let missing = try CommandLineRun(["run", "small.yaml"], in: folder, environment: ["PATH": tools.path])
      #expect(missing.status == 3 && missing.errors.contains("gnuplot"), "\(missing.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "reports/small.sqlite").path))

      let gnuplot = tools.appending(path: "gnuplot")
      try "#!/bin/sh\necho no such terminal >&2\nexit 1\n".write(to: gnuplot, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: gnuplot.path)
      let failing = try CommandLineRun(["run", "small.yaml"], in: folder, environment: ["PATH": tools.path])
      #expect(failing.status == 3 && failing.errors.contains("no such terminal"), "\(failing.errors)")
      #expect(failing.errors.contains("All trials are kept in reports/small.sqlite"), "\(failing.errors)")
      #expect(
        try RunFile.blocks(at: folder.appending(path: "reports/small.sqlite")).map(\.trials.count).reduce(0, +) == 20)
    }
  }
}
