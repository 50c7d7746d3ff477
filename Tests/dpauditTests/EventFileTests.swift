import Foundation
import TestSupport
import Testing

@Suite("dpaudit account with a file of events") struct EventFileTests {
  @Test("composes what the shipped examples list")
  func shipped() throws {
    let run = try CommandLineRun(
      ["account", "audits/events/mnist-dp-sgd.yaml", "--delta", "1e-5"], in: CommandLineRun.repository)
    #expect(run.status == 0, "\(run.errors)")
    #expect(
      run.output.hasPrefix(
        "event      Gaussian noise of multiplier 10; then Gaussian noise of multiplier 1.1 on a Poisson sample of "
          + "probability 0.00427, 14,062 times in sequence\n"))
    let alone = try CommandLineRun(AccountCommandTests.mnist + ["--json"], in: CommandLineRun.repository)
    let both = try CommandLineRun(
      ["account", "audits/events/mnist-dp-sgd.yaml", "--delta", "1e-5", "--json"], in: CommandLineRun.repository)
    #expect(try Self.best(both) > Self.best(alone))
  }

  private static func best(_ run: CommandLineRun) throws -> Double {
    let object = try #require(JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    return try #require((object["best"] as? [String: Any])?["epsilon"] as? Double)
  }

  @Test(
    "refuses what is misspelt or impossible with file, line and key",
    arguments: [
      ("kind: gausian\nnoiseMultiplier: 1", "events.yaml:1: kind 'gausian' is unknown; did you mean gaussian?"),
      (
        "kind: gaussian\nnoiseMultiplyer: 1",
        "events.yaml:2: noiseMultiplyer is not a key here; did you mean noiseMultiplier?"
      ),
      (
        "kind: gaussian\nnoiseMultiplier: 0",
        "events.yaml:2: noiseMultiplier must be a finite number greater than 0, got 0"
      ),
      ("kind: composed\nevents: []", "events.yaml:2: events must be at least one event, got an empty list"),
      (
        "kind: self-composed\ncount: 0\nevent: {kind: gaussian, noiseMultiplier: 1}",
        "events.yaml:2: count must be a whole number of at least 1, got 0"
      ),
      (
        "kind: poisson-sampled\nsamplingProbability: 1.5\nevent: {kind: gaussian, noiseMultiplier: 1}",
        "events.yaml:2: samplingProbability must be a number from 1e-100 to 1, got 1.5"
      ),
      ("", "events.yaml: there is nothing in this file"),
      ("mechanism: {}\ngame: {}", "events.yaml: this is an audit and not an event"),
      (
        "kind: poisson-sampled\nsamplingProbability: 0.5\nevent: {kind: self-composed, count: 2, event: "
          + "{kind: poisson-sampled, samplingProbability: 0.5, event: {kind: gaussian, noiseMultiplier: 1}}}",
        "events.yaml: sampling is supported around one draw of noise"
      ),
    ])
  func badFile(text: String, complaint: String) throws {
    try withTemporaryFolder { folder in
      try text.write(to: folder.appending(path: "events.yaml"), atomically: true, encoding: .utf8)
      try BadInputTests.expectComplaint(["account", "events.yaml", "--delta", "1e-5"], in: folder, says: [complaint])
    }
  }

  @Test("refuses flags of an event beside it, and a file that is not there")
  func mixed() throws {
    let file = "audits/events/mnist-dp-sgd.yaml"
    try BadInputTests.expectComplaint(
      ["account", file, "--delta", "1e-5", "--steps", "3"], in: CommandLineRun.repository,
      says: ["--steps must be left out, since \(file) has the events"])
    try BadInputTests.expectComplaint(
      ["account", "nowhere.yaml", "--delta", "1e-5"], in: CommandLineRun.repository,
      says: ["nowhere.yaml: there is no such"])
  }
}
