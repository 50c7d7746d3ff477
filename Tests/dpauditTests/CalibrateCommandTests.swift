import Foundation
import TestSupport
import Testing

@Suite("dpaudit calibrate") struct CalibrateCommandTests {
  private static func value(_ parameter: String, _ flags: [String]) throws -> (value: Double, epsilon: Double) {
    let run = try withTemporaryFolder { folder in
      try CommandLineRun(["calibrate", parameter, "--json", "--epsilon", "2", "--delta", "1e-5"] + flags, in: folder)
    }
    let object = try #require(
      JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any], "\(run.errors)")
    #expect(object["schema"] as? String == "dpaudit.calibrate/1" && object["parameter"] as? String == parameter)
    let statement = try #require(object["statement"] as? [String: Any])
    return (try #require(object["value"] as? Double), try #require(statement["epsilon"] as? Double))
  }

  private static let sampling = ["--sampling-probability", "0.01"]

  @Test(
    "finds the value at which the target just holds",
    arguments: [
      ("noise-multiplier", ["--sampling-probability", "0.01", "--steps", "1000"]),
      ("noise-multiplier", []),
      ("sampling-probability", ["--noise-multiplier", "1.1", "--steps", "1000"]),
      ("steps", ["--noise-multiplier", "1.1", "--sampling-probability", "0.01"]),
      ("sensitivity", ["--standard-deviation", "10"]),
      ("noise-multiplier", ["--sampling-probability", "0.01", "--steps", "1000", "--accountant", "renyi"]),
    ])
  func meetsTarget(parameter: String, flags: [String]) throws {
    let (value, epsilon) = try Self.value(parameter, flags)
    #expect(value > 0)
    #expect(epsilon <= 2 && epsilon > (parameter == "steps" ? 1.99 : 1.9999))
  }

  @Test("takes back what it found: account at the value printed gives no more than the target")
  func roundTrip() throws {
    try withTemporaryFolder { folder in
      let rest = ["--delta", "1e-5", "--sampling-probability", "0.01", "--steps", "1000"]
      let found = try CommandLineRun(["calibrate", "noise-multiplier", "--epsilon", "2"] + rest, in: folder)
      let noise = try #require(found.output.firstMatch(of: /^noise-multiplier +(\S+)\n/)?.1)
      let run = try CommandLineRun(["account", "--noise-multiplier", String(noise), "--claim", "2"] + rest, in: folder)
      #expect(run.status == 0, "\(run.output)")
    }
  }

  @Test("halves the noise where twice the contribution is allowed")
  func sensitivity() throws {
    let multiplier = try Self.value("noise-multiplier", []).value
    let sensitivity = try Self.value("sensitivity", ["--standard-deviation", "10"]).value
    #expect(abs(sensitivity * multiplier / 10 - 1) < 1e-5)
  }

  @Test("takes back the sensitivity that it found under Laplace noise of a scale", arguments: ["0", "1e-5"])
  func laplaceSensitivity(delta: String) throws {
    try withTemporaryFolder { folder in
      let rest = ["--epsilon", "1", "--delta", delta]
      let found = try CommandLineRun(
        ["calibrate", "sensitivity", "--noise", "laplace", "--scale", "3"] + rest, in: folder)
      let sensitivity = try #require(found.output.firstMatch(of: /^sensitivity +(\S+)\n/)?.1, "\(found.errors)")
      let multiplier = 3 / (try #require(Double(sensitivity)))
      let run = try CommandLineRun(
        ["account", "--noise", "laplace", "--noise-multiplier", "\(multiplier)", "--claim", "1", "--delta", delta],
        in: folder)
      #expect(run.status == 0, "\(run.output)")
      #expect(multiplier < 1.01)
    }
  }

  @Test("says that a value by contour is an estimate, and what is proven of it")
  func contour() throws {
    let run = try CommandLineRun(
      [
        "calibrate", "noise-multiplier", "--epsilon", "2", "--delta", "1e-5", "--steps", "1000", "--accountant",
        "contour",
      ]
        + Self.sampling, in: CommandLineRun.repository)
    let line = try #require(
      run.output.firstMatch(of: /epsilon +estimated; proven between (\S+) and (\S+) at delta 1e-5/), "\(run.errors)")
    let (lower, upper) = (try #require(Double(line.1)), try #require(Double(line.2)))
    #expect(lower < 2 && upper > lower && upper < 2.01 && !run.output.contains("at most"))
  }

  @Test("lists in its help what it takes, and no noise that it refuses")
  func help() throws {
    let help = try CommandLineRun(["calibrate", "--help"], in: CommandLineRun.repository).output
    for option in [
      "--noise <noise>", "gaussian or laplace", "--standard-deviation", "--scale", "--batch-size", "--steps",
    ] {
      #expect(help.contains(option), "\(option)")
    }
    for refused in ["discrete", "randomised", "--categories", "--sensitivity"] {
      #expect(!help.contains(refused), "\(refused)")
    }
  }
}
