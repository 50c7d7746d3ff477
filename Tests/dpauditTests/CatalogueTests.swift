import Foundation
import Games
import Learning
import PrivacyModel
import SpecificationReading
import TestSupport
import Testing
import dpaudit

@Suite("The catalogue of audits") struct CatalogueTests {
  static let folder = CommandLineRun.repository.appending(path: "audits/catalogue")

  /// As listed by the command.
  static func entries() throws -> [String] {
    let listing = try CommandLineRun(["init"], in: FileManager.default.temporaryDirectory).output
    return listing.split(separator: "\n").filter { !$0.hasPrefix(" ") }.map(String.init)
  }

  @Test("holds what dpaudit init writes for the quickstart")
  func isUpToDate() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
    let entries = try Self.entries()
    #expect(files == entries.map { "\($0).yaml" }.sorted())
    try withTemporaryFolder { audits in
      let own = audits.appending(path: "catalogue")
      try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        at: CommandLineRun.repository.appending(path: "audits/quickstart.yaml"),
        to: audits.appending(path: "quickstart.yaml"))
      for entry in entries {
        let run = try CommandLineRun(["init", entry, "--training", "../quickstart.yaml"], in: own)
        #expect(run.status == 0)
        #expect(try run.output == String(contentsOf: Self.folder.appending(path: "\(entry).yaml"), encoding: .utf8))
      }
    }
  }

  @Test("has games that can be played, with a score for every coin")
  func isPlayable() throws {
    for entry in try Self.entries() {
      let specification = try readSpecification(at: Self.folder.appending(path: "\(entry).yaml"))
      let data = try #require(specification.data)
      let dataset = try Dataset.load(data, relativeTo: Self.folder, seed: specification.seed)
      let game = try AssembledGame(specification, dataset: dataset).game
      let block = try #require(try game.play(0..<2, isCancelled: { false }))
      #expect(block.scores.count == 2 * specification.game.candidates && block.failures.isEmpty, "\(entry)")
      #expect(Set(block.scores).count > 1, "\(entry)")
    }
  }

  @Test("is written for a training of the user's, or for one that is there everywhere, and never over a file")
  func writesForTraining() throws {
    try withTemporaryFolder { folder in
      let written = try CommandLineRun(["init", "hidden-state", "--output", "audit.yaml"], in: folder)
      #expect(written.status == 0 && written.output.isEmpty)
      let audit = try readSpecification(at: folder.appending(path: "audit.yaml"))
      #expect(audit.threat == ThreatSpecification(.hiddenState) && audit.canary == .gradient(.quietestCoordinate))
      let again = try CommandLineRun(["init", "hidden-state", "--output", "audit.yaml"], in: folder)
      #expect(again.status == 2 && again.errors.contains("a new file that ends in .yaml"))
      let training = CommandLineRun.repository.appending(path: "audits/training/digits.yaml").path
      let trained = try CommandLineRun(["init", "black-box", "--training", training], in: folder)
      #expect(trained.status == 0, "\(trained.errors)")
      let read = try readSpecification(trained.output, named: "audit.yaml")
      guard case .dpSGD(let mechanism) = read.mechanism else {
        Issue.record("an audit of a training")
        return
      }
      // Calibrated to the budget.
      #expect(mechanism.noiseMultiplier != 1 && read.claim.statement != .ownEvent)
      let unknown = try CommandLineRun(["init", "deepest"], in: folder)
      #expect(unknown.status == 2 && unknown.errors.contains("black-box") && unknown.errors.contains("'deepest'"))
    }
  }

  @Test("fits the training on synthetic data that it is written for without another, in one run too")
  func fitsSyntheticTraining() throws {
    try withTemporaryFolder { folder in
      for entry in try Self.entries() {
        let written = try CommandLineRun(["init", entry], in: folder)
        let specification = try readSpecification(written.output, named: "audit.yaml")
        let data = try #require(specification.data)
        let dataset = try Dataset.load(data, relativeTo: folder, seed: specification.seed)
        let block = try #require(
          try AssembledGame(specification, dataset: dataset).game.play(0..<2, isCancelled: { false }))
        #expect(block.scores.count == 2 * specification.game.candidates, "\(entry)")
      }
      _ = try CommandLineRun(["init", "one-run", "--output", "one.yaml"], in: folder)
      let run = try CommandLineRun(["run", "one.yaml", "--quiet"], in: folder)
      #expect(run.status == 0, "\(run.errors)")
      // What shares a run is no independent trial.
      let bound = try CommandLineRun(["bound", "reports/one-run.sqlite", "--delta", "1e-5"], in: folder)
      #expect(bound.status == 2 && bound.errors.contains("several candidates each"), "\(bound.errors)")
    }
  }
}
