internal import Foundation
package import PrivacyModel

/// What a run's scores depend on: trials made under one identity never mix with those of another.
package struct RunIdentity: Hashable, Sendable {
  package let toolVersion: String
  /// Of the executable's bytes: any change of the code may change the scores, whatever the version says.
  package let build: String
  /// The linear algebra kernels; products differ in their last bits between families.
  package let kernels: String
  /// Of the dataset's content; empty where there is none.
  package let dataFingerprint: String
  /// What the workers of an external mechanism say of themselves, and what is in the files that their command names, as JSON
  /// with sorted keys; empty for others.
  package let worker: String
  /// The whole specification as JSON with sorted keys. Its evidence and claim count too: what decides a verdict is fixed
  /// before the first trial.
  package let specification: String
  /// Whether trials may be added to those of the specification: the evidence does not depend on when the game ends.
  package let allowsMoreTrials: Bool
  /// Of the whole game.
  package let trials: Int

  package init(
    toolVersion: String, build: String, kernels: String, dataFingerprint: String, worker: WorkerStatement? = nil,
    workerFiles: [String: String] = [:], specification: AuditSpecification
  ) throws {
    struct Worker: Encodable {
      let statement: WorkerStatement
      let files: [String: String]
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    self.init(
      toolVersion: toolVersion, build: build, kernels: kernels, dataFingerprint: dataFingerprint,
      worker: try worker.map {
        String(decoding: try encoder.encode(Worker(statement: $0, files: workerFiles)), as: UTF8.self)
      } ?? "",
      specification: String(decoding: try encoder.encode(specification), as: UTF8.self),
      allowsMoreTrials: specification.evidence.allowsMoreTrials, trials: specification.game.trials)
  }

  init(
    toolVersion: String, build: String, kernels: String, dataFingerprint: String, worker: String,
    specification: String, allowsMoreTrials: Bool, trials: Int
  ) {
    (self.toolVersion, self.build, self.kernels) = (toolVersion, build, kernels)
    (self.dataFingerprint, self.worker, self.specification) = (dataFingerprint, worker, specification)
    (self.allowsMoreTrials, self.trials) = (allowsMoreTrials, trials)
  }

  /// The first thing in which the run `found` differs from this one.
  ///
  /// - Throws: `DecodingError` when a specification is no JSON.
  func difference(from found: RunIdentity) throws -> RunDifference? {
    let ignored = allowsMoreTrials ? "game.trialsPerWorld" : nil
    if let change = try jsonDifference(from: found.specification, to: specification, ignoring: ignored) {
      return .specification(change)
    }
    if worker != found.worker, !worker.isEmpty, !found.worker.isEmpty,
      let change = try jsonDifference(from: found.worker, to: worker)
    {
      return .worker(change)
    }
    if dataFingerprint != found.dataFingerprint { return .data }
    if kernels != found.kernels { return .kernels(found: found.kernels, own: kernels) }
    if toolVersion != found.toolVersion { return .tool(found: found.toolVersion, own: toolVersion) }
    if build != found.build { return .build(toolVersion: toolVersion) }
    return nil
  }
}

/// Why the trials of a run file cannot be gone on with.
package enum RunDifference: Hashable, Sendable, CustomStringConvertible {
  case specification(String)
  case worker(String)
  case data
  case kernels(found: String, own: String)
  case tool(found: String, own: String)
  case build(toolVersion: String)
  case schema(found: Int, own: Int)

  package var description: String {
    switch self {
    case .specification(let change): change
    case .worker(let change): "its worker is another: \(change)"
    case .data: "its dataset had other contents"
    case .kernels(let found, let own): "its trials used the kernels \(found), these would use \(own)"
    case .tool(let found, let own): "dpaudit \(found) wrote it, this is \(own)"
    case .build(let toolVersion):
      "another build of dpaudit \(toolVersion) wrote it, and code that has changed since may give other scores"
    case .schema(let found, let own): "its schema version is \(found), this dpaudit writes \(own)"
    }
  }

  /// What would make it the same run again.
  var wayBack: String {
    switch self {
    case .specification: "go back to that specification"
    case .worker: "go back to that worker and its libraries"
    case .data: "go back to that dataset"
    case .kernels: "choose those kernels with DPAUDIT_BLAS_KERNELS"
    case .tool, .build, .schema: "go back to that dpaudit"
    }
  }
}
