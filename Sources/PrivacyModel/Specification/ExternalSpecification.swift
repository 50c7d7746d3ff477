/// A mechanism in a process of its own, which speaks the worker protocol.
package struct ExternalSpecification: Hashable, Codable, Sendable {
  /// The program and its arguments. A program without a slash is looked for along PATH; with one it is a path from the
  /// folder of the specification, which is also the folder that it runs in.
  package let command: [String]
  /// What the worker is told of the mechanism: an object.
  package let parameters: JSONValue
  /// Names of the variables of the environment that are passed on, beside `usualEnvironment`.
  package let environment: [String]
  package let blockSize: Int
  package let frames: WorkerFrames
  /// How many seconds a worker may say nothing.
  package let timeLimit: Double
  /// How often a worker that failed is started again in one run, of all workers together.
  package let restarts: Int
  /// In MiB: a worker that is larger after a block is replaced.
  package let memoryLimit: Int
  /// What the mechanism does as its authors say; nil where nobody says so.
  package let event: MechanismEvent?

  /// Variables that are always passed on.
  package static let usualEnvironment = ["PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "VIRTUAL_ENV"]
  package static let longestVector = 100_000_000

  /// - Throws: `InvalidValue` with a key of the section.
  package init(
    command: [String], parameters: JSONValue = .object([:]), environment: [String] = [], blockSize: Int = 1000,
    frames: WorkerFrames = .json, timeLimit: Double = 60, restarts: Int = 3, memoryLimit: Int = 8192,
    event: MechanismEvent? = nil
  ) throws {
    guard let program = command.first, !program.isEmpty else {
      throw InvalidValue(key: "command", allowed: "a list of a program and its arguments", got: "an empty list")
    }
    guard case .object = parameters else {
      throw InvalidValue(key: "parameters", allowed: "a mapping of keys", got: "something else")
    }
    (self.command, self.parameters, self.environment) = (command, parameters, environment)
    self.blockSize = try checked(blockSize, "blockSize", in: 1...1_000_000)
    self.frames = frames
    guard (0.001...1e6).contains(timeLimit) else {
      throw InvalidValue(key: "timeLimit", allowed: "a number of seconds from 0.001 to 1e6", got: "\(timeLimit)")
    }
    self.timeLimit = timeLimit
    self.restarts = try checked(restarts, "restarts", in: 0...1000)
    self.memoryLimit = try checked(memoryLimit, "memoryLimit", in: 1...1 << 24)
    self.event = event
  }
}

/// How a worker sends its outputs.
package enum WorkerFrames: String, Codable, Sendable, CaseIterable {
  case json, binary
}

/// Two datasets that an external mechanism runs on, in whatever form it reads them.
package struct DatasetPair: Hashable, Codable, Sendable {
  package let excluded: JSONValue
  package let included: JSONValue

  /// - Throws: `InvalidValue` where they are equal.
  package init(excluded: JSONValue, included: JSONValue) throws {
    guard excluded != included else {
      throw InvalidValue(key: "included", allowed: "another dataset than excluded", got: "the same")
    }
    (self.excluded, self.included) = (excluded, included)
  }
}
