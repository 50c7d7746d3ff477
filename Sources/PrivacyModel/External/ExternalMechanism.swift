/// A mechanism that runs outside of this process, a block of trials at a time.
package protocol ExternalMechanism: Sendable {
  /// How many trials are run at once: block j holds trials j × size to (j + 1) × size − 1.
  var blockSize: Int { get }

  /// What one block of trials released, in their order; nil once `isCancelled` says so.
  ///
  /// - Parameters:
  ///   - block: Which one.
  ///   - memberships: One for each trial of the block.
  ///   - seed: Of the audit.
  /// - Throws: Where no further block can be run.
  func outputs(
    ofBlock block: Int, memberships: [Membership], seed: UInt64, isCancelled: () -> Bool
  ) throws -> [ExternalOutput]?
}

/// What came of one trial of an external mechanism.
package enum ExternalOutput: Hashable, Sendable {
  case number(Double)
  case vector([Double])
  case text(String)
  /// The mechanism could not say anything, for this reason.
  case failed(String)
  /// The process ended, or was ended, before it answered.
  case lost(String)
}

/// What every output of a worker is.
package enum OutputKind: Hashable, Sendable {
  case number
  /// So many numbers.
  case vector(length: Int)
  /// Texts of which any two are equal or not.
  case text
}

/// What a worker says of itself.
package struct WorkerStatement: Hashable, Sendable {
  package let name: String
  package let version: String
  /// Versions of the libraries that it audits, by name.
  package let libraries: [String: String]
  /// Whether an output is a function of the seed, the world and the block of its trial.
  package let isSeeded: Bool
  package let output: OutputKind

  package init(name: String, version: String, libraries: [String: String], isSeeded: Bool, output: OutputKind) {
    (self.name, self.version, self.libraries) = (name, version, libraries)
    (self.isSeeded, self.output) = (isSeeded, output)
  }
}

/// As JSON: the fields of `hello`.
extension WorkerStatement: Codable {
  private enum Key: String, CodingKey {
    case name, version, libraries, seeded, output
  }

  private enum OutputKey: String, CodingKey {
    case kind, length
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let output = try container.nestedContainer(keyedBy: OutputKey.self, forKey: .output)
    let kind: OutputKind
    switch try output.decode(String.self, forKey: .kind) {
    case "number": kind = .number
    case "text": kind = .text
    case "vector":
      let length = try output.decode(Int.self, forKey: .length)
      guard (1...ExternalSpecification.longestVector).contains(length) else {
        throw DecodingError.dataCorruptedError(
          forKey: .length, in: output,
          debugDescription: "length must be from 1 to \(ExternalSpecification.longestVector), got \(length)")
      }
      kind = .vector(length: length)
    case let other:
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: output, debugDescription: "kind must be number, vector or text, got \(other)")
    }
    self.init(
      name: try container.decode(String.self, forKey: .name),
      version: try container.decode(String.self, forKey: .version),
      libraries: try container.decodeIfPresent([String: String].self, forKey: .libraries) ?? [:],
      isSeeded: try container.decode(Bool.self, forKey: .seeded), output: kind)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(name, forKey: .name)
    try container.encode(version, forKey: .version)
    try container.encode(libraries, forKey: .libraries)
    try container.encode(isSeeded, forKey: .seeded)
    var output = container.nestedContainer(keyedBy: OutputKey.self, forKey: .output)
    switch self.output {
    case .number: try output.encode("number", forKey: .kind)
    case .text: try output.encode("text", forKey: .kind)
    case .vector(let length):
      try output.encode("vector", forKey: .kind)
      try output.encode(length, forKey: .length)
    }
  }
}

/// Something that a worker did and should not have, or that befell it.
package struct WorkerIncident: Hashable, Codable, Sendable {
  /// What happened, in words.
  package let what: String
  /// Trials that were lost by it.
  package let lostTrials: Int
  /// The last of what the worker wrote to standard error.
  package let standardError: String

  package init(what: String, lostTrials: Int, standardError: String) {
    (self.what, self.lostTrials, self.standardError) = (what, lostTrials, standardError)
  }
}

/// The workers of a run, for its report.
package struct WorkerRecord: Hashable, Codable, Sendable {
  package let statement: WorkerStatement
  package let incidents: [WorkerIncident]

  package init(statement: WorkerStatement, incidents: [WorkerIncident]) {
    (self.statement, self.incidents) = (statement, incidents)
  }
}
