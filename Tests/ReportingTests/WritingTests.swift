import Foundation
import Reporting
import TestSupport
import Testing

@Suite("Writing a report") struct WritingTests {
  static let names = ["noisy_sum-roc.svg", "noisy_sum-scores.svg", "noisy_sum.json", "noisy_sum.md"]

  @Test("makes the folder, replaces what was there, and leaves nothing else behind")
  func writes() throws {
    try withTemporaryFolder { folder in
      let reports = folder.appending(components: "a", "b")
      let report = try render(Sample.consistent.outcome(), with: .find())
      try checkWritable(reports)
      #expect(try FileManager.default.contentsOfDirectory(atPath: reports.path).isEmpty)
      try report.write(to: reports)
      try report.write(to: reports)
      #expect(try FileManager.default.contentsOfDirectory(atPath: reports.path).sorted() == Self.names)
      for file in report.files {
        #expect(try String(contentsOf: reports.appending(component: file.name), encoding: .utf8) == file.text)
      }
    }
  }

  @Test("refuses a file in the folder's place, by name and with a way out", arguments: ["", "below"])
  func fileInPlace(below: String) throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(component: "reports")
      try Data().write(to: file)
      let reports = below.isEmpty ? file : file.appending(component: below)
      let report = try render(Sample.consistent.outcome(), with: .find())
      let expected = ReportingError.cannotMakeFolder(
        path: reports.path, reason: "a file stands where a folder is needed",
        remedy: "move it away or choose another folder")
      #expect(throws: expected) { try checkWritable(reports) }
      #expect(throws: expected) { try report.write(to: reports) }
    }
  }

  @Test("refuses a folder in a file's place, and leaves nothing half-written")
  func folderInPlace() throws {
    try withTemporaryFolder { folder in
      let obstacle = folder.appending(component: "noisy_sum.md")
      try FileManager.default.createDirectory(at: obstacle, withIntermediateDirectories: false)
      let report = try render(Sample.consistent.outcome(), with: .find())
      let error = #expect(throws: ReportingError.self) { try report.write(to: folder) }
      #expect(
        try #require(error).description
          == "\(obstacle.path): the report cannot be written: a folder stands where the file is to go; "
          + "move it away or choose another folder")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == Self.names)
    }
  }

  @Test("refuses a folder that nobody can write")
  func unwritable() throws {
    let error = #expect(throws: ReportingError.self) { try checkWritable(URL(filePath: "/proc/dpaudit-reports")) }
    #expect(try #require(error).description.hasPrefix("/proc/dpaudit-reports: the report's folder cannot be made: "))
  }
}
