package import Foundation
internal import NumericalCore
package import PrivacyModel
internal import Synchronization

/// Workers that run the same mechanism, started as they are needed.
package final class WorkerPool: ExternalMechanism {
  package let blockSize: Int
  /// What the workers say of themselves.
  package let statement: WorkerStatement
  private let launch: WorkerLaunch
  private let command: String
  /// How many workers may fail.
  private let restarts: Int
  /// In bytes.
  private let memoryLimit: Int
  private let state: Mutex<State>

  private struct State {
    var idle: [WorkerProcess]
    var incidents: [WorkerIncident] = []
    /// Since the pool was made.
    var failures = 0
    var lastIncident: WorkerIncident?
    var isClosed = false
  }

  /// A worker that failed, and no more may be started.
  package struct Failure: Error, CustomStringConvertible {
    package let command: String
    package let incident: WorkerIncident
    package let failures: Int
    /// Whether the worker itself said that it cannot run on these datasets, or at all.
    package var isRefusal = false

    package var description: String {
      let times = failures > 1 ? " (failure \(failures), and no more are allowed)" : ""
      let said = incident.standardError.split(whereSeparator: \.isNewline).last.map { "; it wrote: \($0)" } ?? ""
      return "the worker '\(command)' \(incident.what)\(times)\(said)"
    }
  }

  /// Starts one worker and hears what it says of itself.
  ///
  /// - Parameter directory: Where relative paths of the command start, and where workers run.
  /// - Throws: `InvalidValue` for a program that is not there, or `Failure`.
  package init(
    _ specification: ExternalSpecification, datasets: DatasetPair, relativeTo directory: URL,
    isCancelled: () -> Bool = { false }
  ) throws {
    (blockSize, restarts) = (specification.blockSize, specification.restarts)
    memoryLimit = specification.memoryLimit << 20
    command = specification.command.joined(separator: " ")
    let environment = ProcessInfo.processInfo.environment
    launch = WorkerLaunch(
      program: try program(specification.command[0], relativeTo: directory, path: environment["PATH"] ?? ""),
      arguments: Array(specification.command.dropFirst()),
      environment: environment.filter {
        (ExternalSpecification.usualEnvironment + specification.environment).contains($0.key)
      }, directory: directory, hello: try hello(specification, datasets), timeLimit: specification.timeLimit,
      blockSize: blockSize)
    do {
      let (worker, statement) = try Self.start(launch, isCancelled)
      self.statement = statement
      state = Mutex(State(idle: [worker]))
    } catch let failed as FailedStart {
      throw Failure(command: command, incident: failed.incident, failures: 1, isRefusal: failed.isRefusal)
    }
    guard specification.frames == .json || statement.output != .text else {
      close()
      throw InvalidValue(key: "mechanism.frames", allowed: "json for a worker whose outputs are texts", got: "binary")
    }
  }

  package func outputs(
    ofBlock block: Int, memberships: [Membership], seed: UInt64, isCancelled: () -> Bool
  ) throws -> [ExternalOutput]? {
    precondition(memberships.count == blockSize, "a block has \(blockSize) trials, got \(memberships.count)")
    guard var worker = try idleWorker(isCancelled) else { return nil }
    var answers = BlockAnswers(block: block, size: blockSize, kind: statement.output)
    do {
      try worker.play(
        request(block, firstTrial: answers.firstTrial, memberships, seed: seed), into: &answers,
        isCancelled: isCancelled)
      giveBack(worker)
    } catch WorkerTrouble.cancelled {
      worker.kill()
      return nil
    } catch {
      note(WorkerIncident(what: "\(error)", lostTrials: answers.missing, standardError: worker.ended()))
      let reason = "the worker \(error)"
      return answers.outputs.map { $0 ?? .lost(reason) }
    }
    return answers.outputs.compactMap(\.self)
  }

  /// What went wrong since this was last asked.
  package func takeIncidents() -> [WorkerIncident] {
    state.withLock { state in
      defer { state.incidents = [] }
      return state.incidents
    }
  }

  /// The last of what each worker that waits wrote to standard error; those that wrote nothing are left out.
  package func standardErrors() -> [String] {
    state.withLock { $0.idle.map(\.standardError) }.filter { !$0.isEmpty }
  }

  /// Ends all workers. Nothing can be run after it.
  package func close() {
    let workers = state.withLock { state in
      defer { state.idle = [] }
      state.isClosed = true
      return state.idle
    }
    for var worker in workers { worker.end() }
  }

  private func note(_ incident: WorkerIncident) {
    state.withLock { state in
      state.incidents.append(incident)
      state.failures += 1
      state.lastIncident = incident
    }
  }

  private func giveBack(_ worker: WorkerProcess) {
    let memory = worker.memory ?? 0
    let isUnwanted = state.withLock { state in
      if state.isClosed { return true }
      guard memory <= memoryLimit else {
        state.incidents.append(
          WorkerIncident(
            what: "grew to \(memory >> 20) MiB, more than the \(memoryLimit >> 20) MiB allowed, and was replaced",
            lostTrials: 0, standardError: ""))
        return true
      }
      state.idle.append(worker)
      return false
    }
    if isUnwanted {
      var worker = worker
      worker.end()
    }
  }

  /// A worker that waits, or a new one; nil once `isCancelled` says so.
  ///
  /// - Throws: `Failure` where too many have failed.
  private func idleWorker(_ isCancelled: () -> Bool) throws -> WorkerProcess? {
    while !isCancelled() {
      let (idle, failures, last) = state.withLock { ($0.idle.popLast(), $0.failures, $0.lastIncident) }
      if let idle { return idle }
      if failures > restarts, let last { throw Failure(command: command, incident: last, failures: failures) }
      // Whatever made the others fail may pass.
      let pause = failures > 0 ? Deadline(seconds: min(5, 0.1 * pow(2, Double(failures - 1)))) : nil
      while let pause, !pause.hasPassed, !isCancelled() { usleep(20_000) }
      do {
        var (worker, statement) = try Self.start(launch, isCancelled)
        if statement == self.statement { return worker }
        note(
          WorkerIncident(
            what: "said something else of itself than the first worker did", lostTrials: 0,
            standardError: worker.ended()))
      } catch let failed as FailedStart {
        if isCancelled() { break }
        note(failed.incident)
      }
    }
    return nil
  }

  /// - Throws: `FailedStart`.
  private static func start(
    _ launch: WorkerLaunch, _ isCancelled: () -> Bool
  ) throws -> (WorkerProcess, WorkerStatement) {
    var worker: WorkerProcess
    do { worker = try WorkerProcess(launch) } catch {
      throw FailedStart(incident: WorkerIncident(what: "\(error)", lostTrials: 0, standardError: ""))
    }
    do {
      try worker.send(launch.hello, isCancelled: isCancelled)
      let statement = try worker.statement(isCancelled)
      worker.longestLine = max(worker.longestLine, 40 * launch.blockSize * (statement.output.length ?? 0))
      return (worker, statement)
    } catch {
      let isRefusal = if case WorkerTrouble.refused = error { true } else { false }
      throw FailedStart(
        incident: WorkerIncident(what: "\(error)", lostTrials: 0, standardError: worker.ended()), isRefusal: isRefusal)
    }
  }
}

private struct FailedStart: Error {
  let incident: WorkerIncident
  var isRefusal = false
}

extension WorkerProcess {
  /// What the worker says of itself.
  ///
  /// - Throws: `WorkerTrouble`, or `ProtocolBreach`.
  fileprivate mutating func statement(_ isCancelled: () -> Bool) throws -> WorkerStatement {
    struct Hello: Decodable {
      let type: String
      let `protocol`: Int?
      let reason: String?
    }
    let patience = Deadline(seconds: 10 * timeLimit)
    while true {
      let line = try line(isCancelled: isCancelled) { Data($0) }
      guard let hello = try? JSONDecoder().decode(Hello.self, from: line) else {
        throw ProtocolBreach("wrote '\(printable(line.prefix(60)))' where hello was due")
      }
      switch hello.type {
      case "alive":
        if patience.hasPassed { throw WorkerTrouble.onlyAlive(seconds: 10 * timeLimit) }
        continue
      case "refused": throw WorkerTrouble.refused(hello.reason ?? "it gave no reason")
      case "hello" where hello.protocol == workerProtocol: break
      case "hello":
        throw ProtocolBreach(
          "speaks protocol \(hello.protocol.map(String.init) ?? "unknown"), and dpaudit \(workerProtocol)")
      default: throw ProtocolBreach("wrote a line of type '\(hello.type.prefix(40))' where hello was due")
      }
      do {
        return try JSONDecoder().decode(WorkerStatement.self, from: line)
      } catch let error as DecodingError {
        throw ProtocolBreach("says hello in a form that cannot be used: \(error.words)")
      }
    }
  }

  /// Asks for a block and takes in all answers to it.
  ///
  /// - Throws: `WorkerTrouble`, or `ProtocolBreach`.
  fileprivate mutating func play(
    _ request: [UInt8], into answers: inout BlockAnswers, isCancelled: () -> Bool
  ) throws {
    try send(request, isCancelled: isCancelled)
    var patience = Deadline(seconds: 10 * timeLimit)
    while answers.missing > 0 {
      let before = answers.missing
      if case .frame(let count, let length, let size) = try line(
        isCancelled: isCancelled, { try WorkerLine($0, into: &answers) })
      {
        try bytes(size, isCancelled: isCancelled) { frame in
          try answers.takingAll { try $0.take(frame, count: count, length: length) }
        }
      }
      if answers.missing < before {
        patience = Deadline(seconds: 10 * timeLimit)
      } else if patience.hasPassed {
        throw WorkerTrouble.onlyAlive(seconds: 10 * timeLimit)
      }
    }
  }
}

extension BlockAnswers {
  /// Takes in a frame: records of a trial and so many numbers, little endian.
  ///
  /// - Throws: `ProtocolBreach`.
  fileprivate mutating func take(_ frame: UnsafeRawBufferPointer, count: Int, length: Int) throws {
    func word(_ index: Int) -> UInt64 {
      UInt64(littleEndian: frame.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
    }
    for record in 0..<count {
      let first = record * (1 + length)
      let trial = Int(Int64(bitPattern: word(first)))
      let values = (1...length).map { Double(bitPattern: word(first + $0)) }
      try answer(trial, kind == .number ? .number(values[0]) : .vector(values))
    }
  }
}

extension DecodingError {
  /// Where and what, without the names of types.
  fileprivate var words: String {
    switch self {
    case .keyNotFound(let key, _): "'\(key.stringValue)' is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      (context.codingPath.isEmpty ? "" : "'\(context.codingPath.map(\.stringValue).joined(separator: "."))': ")
        + context.debugDescription
    @unknown default: "\(self)"
    }
  }
}

/// The version of the protocol that is spoken here.
private let workerProtocol = 1

/// The first line that a worker gets.
private func hello(_ specification: ExternalSpecification, _ datasets: DatasetPair) throws -> [UInt8] {
  let message: JSONValue = .object([
    "type": .string("hello"), "protocol": .integer(Int64(workerProtocol)),
    "datasets": .object(["excluded": datasets.excluded, "included": datasets.included]),
    "parameters": specification.parameters, "blockSize": .integer(Int64(specification.blockSize)),
    "frames": .string(specification.frames.rawValue),
  ])
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return Array(try encoder.encode(message)) + [0x0a]
}

/// The line that asks for a block.
private func request(_ block: Int, firstTrial: Int, _ memberships: [Membership], seed: UInt64) -> [UInt8] {
  var line = Array("{\"type\":\"block\",\"id\":".utf8)
  line.reserveCapacity(64 + 48 * memberships.count)
  line.append(decimal: UInt64(block))
  line.append(contentsOf: ",\"trials\":[".utf8)
  for (index, membership) in memberships.enumerated() {
    var stream = RandomStream(seed: seed, trial: firstTrial + index, purpose: .external)
    if index > 0 { line.append(0x2c) }
    line.append(0x5b)
    line.append(decimal: UInt64(firstTrial + index))
    line.append(0x2c)
    line.append(membership == .included ? 0x31 : 0x30)
    line.append(0x2c)
    line.append(0x22)
    line.append(decimal: stream.next())
    line.append(0x22)
    line.append(0x5d)
  }
  line.append(contentsOf: "]}\n".utf8)
  return line
}

extension [UInt8] {
  fileprivate mutating func append(decimal value: UInt64) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var (rest, first) = (value, 20)
      repeat {
        let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
        first -= 1
        digits[first] = 0x30 + UInt8(digit)
        rest = quotient
      } while rest > 0
      append(contentsOf: digits[first...])
    }
  }
}

/// Where the program of a command is.
///
/// - Throws: `InvalidValue` where there is none that can be run.
private func program(_ name: String, relativeTo directory: URL, path: String) throws -> URL {
  let places =
    name.contains("/")
    ? [URL(filePath: name, relativeTo: directory).absoluteURL]
    : path.split(separator: ":").map { URL(filePath: String($0), directoryHint: .isDirectory).appending(path: name) }
  guard let found = places.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) }) else {
    throw InvalidValue(
      key: "mechanism.command[0]",
      allowed: name.contains("/")
        ? "a program that can be run, by its path from the folder of the specification"
        : "a program that PATH leads to",
      got: "'\(name)'")
  }
  return found.standardizedFileURL
}
