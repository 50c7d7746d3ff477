import Foundation
import NumericalCore
import PrivacyModel
import RunStore
import Testing

/// What happens to a run's trials when something ends it, or reaches for its file.
@Suite("dpaudit run, interrupted") struct InterruptionTests {
  @Test("killed at ten random moments and started again, ends with the scores of a run that was left alone")
  func survivesKills() throws {
    try withAuditFolder { folder in
      let runFile = runFile(in: folder)
      try RunCommandTests.write(RunCommandTests.specification(trials: 2500), in: folder)
      #expect(try CommandLineRun(["run", "small.yaml", "--block-size", "11"], in: folder).status == 0)
      let reference = try (keptScores(folder), RunCommandTests.reportWithoutEnvironment(folder))
      let finalSize = size(of: runFile)
      try FileManager.default.removeItem(at: folder.appending(path: "reports"))
      var stream = RandomStream(seed: 1, trial: 0, purpose: .coin)
      var progress = [0]
      for kills in 0..<10 {
        let process = try CommandLineRun.start(["run", "small.yaml", "--quiet", "--block-size", "11"], in: folder)
        // The kills spread over the file, whatever the speed of the machine.
        let step = (finalSize - size(of: runFile)) / (11 - kills)
        waitForSize(
          size(of: runFile) + 1 + Int(stream.next() % UInt64(max(2 * step, 1))), of: runFile, writtenBy: process)
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        progress.append((try? RunFile.blocks(at: runFile).reduce(0) { $0 + $1.trials.count }) ?? 0)
      }
      // No finished block was lost, and the kills came in the middle.
      #expect(zip(progress, progress.dropFirst()).allSatisfy { $0 <= $1 })
      #expect(progress.contains { $0 > 0 && $0 < 5000 }, "\(progress)")
      let last = try CommandLineRun(["run", "small.yaml"], in: folder)
      #expect(last.status == 0, "\(last.errors)")
      #expect(try keptScores(folder) == reference.0)
      #expect(try RunCommandTests.reportWithoutEnvironment(folder) == reference.1)
    }
  }

  @Test("stops at the first signal with status 3, and goes on from there")
  func survivesSignals() throws {
    try withAuditFolder { folder in
      let process = try startLongRun(in: folder)
      kill(process.processIdentifier, SIGTERM)
      process.waitUntilExit()
      #expect(process.terminationReason == .exit && process.terminationStatus == 3)
      #expect(try !RunFile.blocks(at: runFile(in: folder)).isEmpty)
    }
  }

  @Test("a second run, --fresh or not, leaves the trials of a live one alone and ends with status 3")
  func sparesALiveRun() throws {
    try withAuditFolder { folder in
      let process = try startLongRun(in: folder)
      for options in [[], ["--fresh"]] {
        let second = try CommandLineRun(["run", "small.yaml"] + options, in: folder)
        #expect(second.status == 3 && second.output.isEmpty)
        #expect(second.errors.contains("reports/small.sqlite is in use by another process"), "\(second.errors)")
      }
      kill(process.processIdentifier, SIGTERM)
      process.waitUntilExit()
      #expect(process.terminationReason == .exit && process.terminationStatus == 3)
      // Blocks of trials from the first on: none was lost to the second run.
      #expect(try RunFile.blocks(at: runFile(in: folder)).first?.trials == 0..<5)
    }
  }

  @Test("a disk that fills up ends the run with status 3, and its trials are kept")
  func fullDisk() throws {
    try withAuditFolder { folder in
      try RunCommandTests.write(RunCommandTests.specification(trials: 20_000), in: folder)
      // A limit on the size of files stands in for the disk; in blocks of 512 bytes.
      let run = try CommandLineRun(
        [
          "-c", "trap '' XFSZ; ulimit -f 64; exec \"$0\" run small.yaml --quiet --block-size 5",
          CommandLineRun.executable.path,
        ], in: folder, executable: URL(filePath: "/bin/sh"))
      #expect(run.status == 3, "\(run.errors)")
      #expect(run.errors.contains("reports/small.sqlite cannot be written"), "\(run.errors)")
      #expect(try !RunFile.blocks(at: runFile(in: folder)).isEmpty)
    }
  }

  /// A run of 40,000 trials, some of which are finished.
  private func startLongRun(in folder: URL) throws -> Process {
    try RunCommandTests.write(RunCommandTests.specification(trials: 20_000), in: folder)
    let process = try CommandLineRun.start(["run", "small.yaml", "--block-size", "5"], in: folder)
    // The tables alone take four pages of 4096 bytes.
    waitForSize(30_000, of: runFile(in: folder), writtenBy: process)
    return process
  }

  private func runFile(in folder: URL) -> URL { folder.appending(path: "reports/small.sqlite") }

  /// Not its blocks: nobody else can read the file of a live run.
  private func size(of file: URL) -> Int {
    (try? FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int) ?? 0
  }

  /// Returns once `file` has `bytes` or `process`, or the patience of a minute, is at its end.
  private func waitForSize(_ bytes: Int, of file: URL, writtenBy process: Process) {
    let end = ContinuousClock.now + .seconds(60)
    while size(of: file) < bytes, process.isRunning, .now < end { usleep(500) }
  }
}

/// The scores of a run file, to the last bit.
func keptScores(_ folder: URL) throws -> [UInt64] {
  try RunFile.blocks(at: folder.appending(path: "reports/small.sqlite")).flatMap { $0.scores.map(\.bitPattern) }
}
