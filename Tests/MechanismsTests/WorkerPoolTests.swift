import Foundation
import Mechanisms
import PrivacyModel
import TestSupport
import Testing

/// Needs a Python to run the workers, which have no dependencies.
@Suite(
  "Workers", .enabled(if: hasPython, "there is no python3"))
struct WorkerPoolTests {
  static let folder = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL
  static let blockSize = 20

  static func pool(
    _ behaviour: String, arguments: [String] = [], after: Int = 1, timeLimit: Double = 10, restarts: Int = 100,
    memoryLimit: Int = 8192
  ) throws -> WorkerPool {
    try WorkerPool(
      ExternalSpecification(
        command: ["python3", "Tests/Workers/hostile.py", "--behaviour", behaviour, "--after", "\(after)"] + arguments,
        blockSize: blockSize, timeLimit: timeLimit, restarts: restarts, memoryLimit: memoryLimit),
      datasets: DatasetPair(excluded: .array([]), included: .array([.integer(1)])), relativeTo: folder)
  }

  static let memberships = (0..<blockSize).map { $0.isMultiple(of: 3) ? Membership.included : .excluded }

  static func play(_ pool: WorkerPool, _ block: Int) throws -> [ExternalOutput] {
    try #require(try pool.outputs(ofBlock: block, memberships: memberships, seed: 5, isCancelled: { false }))
  }

  /// The hostile worker's outputs, when it behaves, are the world and a number in [0, 1) made from the seed.
  static func isAsPromised(_ output: ExternalOutput, _ membership: Membership) -> Bool {
    guard case .number(let value) = output else { return false }
    return Int(value) == (membership == .included ? 1 : 0)
  }

  @Test("run blocks in any order with the same outputs, each as the trial's seed and world have it")
  func blocks() throws {
    let pool = try Self.pool("none")
    defer { pool.close() }
    #expect(pool.statement.name == "hostile" && pool.statement.isSeeded && pool.statement.output == .number)
    let (third, first) = (try Self.play(pool, 3), try Self.play(pool, 0))
    #expect(try Self.play(pool, 3) == third && first != third)
    for (output, membership) in zip(first, Self.memberships) { #expect(Self.isAsPromised(output, membership)) }
    #expect(pool.takeIncidents().isEmpty)
  }

  /// What is said of each, and how many of the twenty trials of the block are lost.
  static let misdeeds: [(behaviour: String, says: String, lost: Int)] = [
    ("hang", "finished no line for 1 second", 20), ("exit", "ended with status 7", 20),
    ("crash", "was ended by signal 6", 20), ("exit-after-half", "ended with status 7", 10),
    ("exit-mid-line", "ended with status 7", 20),
    ("line-of-1-gigabyte", "wrote a line of more than 64 MiB", 20),
    ("wrong-trial", "which is not of block 1", 20), ("wrong-block", "answered block 2 when asked for block 1", 20),
    ("duplicate-trial", "answered trial 20 twice", 20), ("missing-trial", "finished no line for 1 second", 1),
    ("wrong-kind", "its hello says that outputs are a number", 20),
    ("wrong-length", "its hello says that outputs are a number", 20),
    ("frame-of-1-gigabyte", "announced a frame", 20), ("slow-drip", "finished no line for 1 second", 20),
    ("stdout-noise", "wrote 'Downloading model: 42 %", 20), ("not-json", "was due", 20),
    ("deep-json", "where '{' was due", 20), ("deep-value", "a value that is nested less deeply", 20),
    ("far-frame", "answered trial -9223372036854775808", 20),
    ("empty-results", "said nothing but that it was alive for 10 seconds", 20),
    ("not-utf8", "answered block 0 when asked for block 1", 20),
    ("ignores-sigterm", "finished no line for 1 second", 20), ("children-left-behind", "ended with status 7", 20),
    ("alive-forever", "said nothing but that it was alive for 10 seconds", 20),
    ("closes-stdout", "closed its standard output", 20), ("frame-too-short", "ended with status 7", 20),
  ]

  @Test("that misbehave are told, lose the trials that they had not answered, and are replaced", arguments: misdeeds)
  func misdeed(behaviour: String, says: String, lost: Int) throws {
    let pool = try Self.pool(behaviour, timeLimit: 1)
    defer { pool.close() }
    _ = try Self.play(pool, 0)
    let outputs = try Self.play(pool, 1)
    let incident = try #require(pool.takeIncidents().first)
    #expect(incident.what.contains(says) && incident.lostTrials == lost, "\(incident)")
    var losses = 0
    for (output, membership) in zip(outputs, Self.memberships) {
      if case .lost = output { losses += 1 } else { #expect(Self.isAsPromised(output, membership)) }
    }
    #expect(losses == lost)
    // Another takes its place, with nothing left over from the first.
    for (output, membership) in zip(try Self.play(pool, 2), Self.memberships) {
      #expect(Self.isAsPromised(output, membership))
    }
  }

  @Test(
    "that answer before they are asked, or twice, lose the block after",
    arguments: [("answers-before-asked", 0, 0), ("duplicate-block", 1, 2)])
  func tooEarly(behaviour: String, after: Int, block: Int) throws {
    let pool = try Self.pool(behaviour, after: after, timeLimit: 1)
    defer { pool.close() }
    for earlier in 0...block { _ = try Self.play(pool, earlier) }
    let outputs = try Self.play(pool, block + 1)
    let incidents = pool.takeIncidents()
    #expect(incidents.count >= 1 && incidents[0].what.contains("answered"), "\(incidents) \(outputs.count)")
  }

  @Test("that fail in single trials, or write much to standard error, are not at fault")
  func legal() throws {
    let errors = try Self.pool("errors")
    defer { errors.close() }
    _ = try Self.play(errors, 0)
    let failed = try Self.play(errors, 1).count { if case .failed = $0 { true } else { false } }
    #expect(failed > 0 && errors.takeIncidents().isEmpty)
    let flood = try Self.pool("stderr-flood", arguments: ["--size", "3000000"])
    defer { flood.close() }
    for block in 0..<3 {
      for (output, membership) in zip(try Self.play(flood, block), Self.memberships) {
        #expect(Self.isAsPromised(output, membership))
      }
    }
    #expect(flood.takeIncidents().isEmpty)
  }

  @Test(
    "that cannot begin say why",
    arguments: [
      ("alive-at-hello", "said nothing but that it was alive for 5 seconds"),
      ("hang-at-hello", "finished no line for 0.5 seconds"), ("exit-at-hello", "ended with status 7"),
      ("wrong-protocol", "speaks protocol 99, and dpaudit 1"),
      ("refused", "refused to run: the licence of the library has expired"),
    ])
  func atHello(behaviour: String, says: String) throws {
    let failure = #expect(throws: WorkerPool.Failure.self) { try Self.pool(behaviour, timeLimit: 0.5) }
    #expect(failure?.description.contains(says) == true, "\(failure?.description ?? "nothing")")
  }

  @Test("that fail too often end the run, with the last that they wrote to standard error")
  func tooOften() throws {
    let pool = try Self.pool("exit", after: 0, restarts: 1)
    defer { pool.close() }
    _ = try Self.play(pool, 0)
    _ = try Self.play(pool, 1)
    let failure = #expect(throws: WorkerPool.Failure.self) { try Self.play(pool, 2) }
    #expect(failure?.failures == 2)
    #expect(failure?.description.contains("and no more are allowed") == true)
  }

  @Test("that flood while they are asked are stopped before memory is full")
  func floods() throws {
    // A request that no pipe holds.
    let size = 20_000
    let pool = try WorkerPool(
      ExternalSpecification(
        command: ["python3", "Tests/Workers/hostile.py", "--behaviour", "none", "--flood"], blockSize: size,
        timeLimit: 5),
      datasets: DatasetPair(excluded: .null, included: .integer(1)), relativeTo: Self.folder)
    defer { pool.close() }
    let memberships = [Membership](repeating: .included, count: size)
    _ = try pool.outputs(ofBlock: 0, memberships: memberships, seed: 1, isCancelled: { false })
    let incidents = pool.takeIncidents()
    #expect(incidents.count == 1 && incidents[0].what.contains("more than 64 MiB"), "\(incidents)")
  }

  @Test("that grow too large are replaced between blocks, and lose nothing")
  func memory() throws {
    let pool = try Self.pool("none", memoryLimit: 1)
    defer { pool.close() }
    let outputs = try Self.play(pool, 0)
    #expect(try Self.play(pool, 0) == outputs)
    let incidents = pool.takeIncidents()
    #expect(
      incidents.count == 2 && incidents[0].what.contains("more than the 1 MiB allowed") && incidents[0].lostTrials == 0)
  }

  @Test("send the same in frames as in lines, and vectors as they were declared")
  func frames() throws {
    func outputs(_ frames: WorkerFrames) throws -> [ExternalOutput] {
      let pool = try WorkerPool(
        ExternalSpecification(
          command: ["python3", "audits/workers/historical/jax_key_reuse.py"],
          parameters: .object(["noiseMultiplier": .integer(4), "clipNorm": .integer(1)]), blockSize: Self.blockSize,
          frames: frames),
        datasets: DatasetPair(excluded: .array([]), included: .array([.array([.number(0.7), .number(-0.7)])])),
        relativeTo: Self.folder)
      defer { pool.close() }
      #expect(pool.statement.output == .vector(length: 2))
      return try Self.play(pool, 2)
    }
    let lines = try outputs(.json)
    #expect(try outputs(.binary) == lines && lines.count == Self.blockSize)
    for case .vector(let values) in lines { #expect(values.count == 2) }
  }

  @Test("may spell numbers, texts and the rest of JSON as they like")
  func spellings() throws {
    let numbers: [(String, Double)] = [
      ("0", 0), ("-0", -0.0), ("7", 7), (" -2.5e-3 ", -0.0025), ("1E5", 100_000), ("1.5E+3", 1500), ("0.1", 0.1),
      ("9007199254740993", 0x1p53), ("123456789012345678901234567890", 0x1.8ee90ff6c373ep+96),
      ("4.9e-324", .leastNonzeroMagnitude), ("1e400", .infinity), ("0.30000000000000004", 0.1 + 0.2),
      ("-Infinity", -.infinity),
      (#""Infinity""#, .infinity), ("1.7976931348623157e308", .greatestFiniteMagnitude),
      ("0.000000000000000000000000000012345", 1.2345e-29),
    ]
    try withTemporaryFolder { folder in
      let script = folder.appending(path: "worker.py")
      try Data(
        """
        import json, sys
        spellings = \(String(decoding: try JSONEncoder().encode(numbers.map(\.0)), as: UTF8.self))
        for line in sys.stdin:
            message = json.loads(line)
            if message["type"] == "hello":
                print('{"note": [1, {"a": "}]"}, null, true, "\\u00e9"], "output":{"kind":"number"},"type":"hello","protocol":1,"name":"é","version":"1","seeded":true}', flush=True)
            elif message["type"] == "block":
                rows = ", ".join(f"[ {row[0]},{spelling}]" for row, spelling in zip(message["trials"], spellings))
                print('{"outputs": [' + rows + '], "extra": {"x": [[], {}, -1e-2]}, "id": %d, "type": "results"}\\r' % message["id"], flush=True)
        """.utf8
      ).write(to: script)
      let pool = try WorkerPool(
        ExternalSpecification(command: ["python3", script.path], blockSize: numbers.count),
        datasets: DatasetPair(excluded: .null, included: .integer(1)), relativeTo: folder)
      defer { pool.close() }
      #expect(pool.statement.name == "é")
      let memberships = [Membership](repeating: .included, count: numbers.count)
      let outputs = try pool.outputs(ofBlock: 0, memberships: memberships, seed: 1, isCancelled: { false })
      #expect(try #require(outputs) == numbers.map { .number($0.1) })
      #expect(pool.takeIncidents().isEmpty)
    }
  }

  @Test("leave no process behind, not even what they started themselves")
  func leftBehind() throws {
    let pool = try Self.pool("children-left-behind", arguments: ["--size", "4242"], timeLimit: 1)
    _ = try Self.play(pool, 0)
    _ = try Self.play(pool, 1)
    pool.close()
    let deadline = Date() + 5
    var left = 1
    while left > 0, Date() < deadline { left = try processesNamed("left-behind-4242") }
    #expect(left == 0)
  }

  @Test("end at once when nobody needs them any more")
  func cancelled() throws {
    let pool = try Self.pool("hang", after: 0, timeLimit: 1000)
    defer { pool.close() }
    let start = Date()
    let outputs = try pool.outputs(
      ofBlock: 0, memberships: Self.memberships, seed: 1, isCancelled: { Date() > start + 0.3 })
    #expect(outputs == nil && Date() < start + 5)
  }

  @Test("of programs that are not there are refused with the place")
  func noProgram() throws {
    for (program, allowed) in [
      ("no-such-program", "a program that PATH leads to"), ("./no-such-program", "by its path from the folder"),
    ] {
      let error = #expect(throws: InvalidValue.self) {
        try WorkerPool(
          ExternalSpecification(command: [program]), datasets: DatasetPair(excluded: .null, included: .integer(1)),
          relativeTo: Self.folder)
      }
      #expect(error?.key == "mechanism.command[0]" && error?.allowed.contains(allowed) == true)
    }
  }
}

private let hasPython =
  (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
    FileManager.default.isExecutableFile(atPath: "\($0)/python3")
  }

/// How many running processes have `word` in their command line.
private func processesNamed(_ word: String) throws -> Int {
  try FileManager.default.contentsOfDirectory(atPath: "/proc").count { entry in
    guard Int(entry) != nil, Int32(entry) != getpid(),
      let line = try? String(contentsOfFile: "/proc/\(entry)/cmdline", encoding: .utf8)
    else { return false }
    return line.contains(word)
  }
}
