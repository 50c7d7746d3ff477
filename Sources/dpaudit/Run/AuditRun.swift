internal import Evidence
internal import Foundation
internal import Games
internal import Learning
internal import Mechanisms
internal import NumericalCore
internal import PrivacyAccounting
internal import PrivacyModel
internal import RunStore

/// One audit from specification to outcome, over a run file that outlives interruptions.
struct AuditRun {
  let specification: AuditSpecification
  /// Where relative paths of the specification start.
  let directory: URL
  let runFile: URL
  let runner: TrialRunner
  /// The command that a report tells the reader to give.
  let command: String

  /// What there is to know before the first trial.
  struct Preparation {
    let assembled: AssembledGame
    let data: DataSummary?
    /// Under the adjacency of the claim.
    let accountant: AccountantStatement?
    /// Of the neighbours that the game plays.
    let claim: PrivacyClaim
    /// Everything that the claim says of them, `claim` included.
    let claimedCurve: TradeOffCurve
    /// nil where nothing is stated.
    let claimCheck: ClaimCheck?
    let identity: RunIdentity
    /// nil where the mechanism is one of ours.
    let workers: WorkerPool?
  }

  /// Loads the data, wires the game and lets the accountant speak.
  func prepare() throws -> Preparation {
    let dataset = try specification.data.map {
      try Dataset.load($0, relativeTo: directory, seed: specification.seed)
    }
    let workers = try specification.workers(relativeTo: directory)
    do {
      return try prepare(dataset: dataset, workers: workers)
    } catch {
      workers?.close()
      throw error
    }
  }

  private func prepare(dataset: Dataset?, workers: WorkerPool?) throws -> Preparation {
    let assembled = try AssembledGame(specification, dataset: dataset, workers: workers)
    let claimed = specification.claim
    let privacy = try claimedPrivacy(
      claimed.statement, delta: claimed.delta, of: assembled.event, from: claimed.adjacency, to: assembled.adjacency,
      groupSize: claimed.groupSize)
    let data = dataset.map {
      DataSummary(
        records: $0.count - specification.recordsTakenOut, features: $0.featureCount, classes: $0.classes,
        fingerprint: String($0.fingerprint, radix: 16))
    }
    let accountant = try assembled.event.map {
      try account($0, delta: claimed.delta, adjacency: claimed.adjacency)
    }
    return Preparation(
      assembled: assembled, data: data, accountant: accountant,
      claim: privacy.tested, claimedCurve: privacy.curve,
      claimCheck: try checkedClaim(privacy.stated, accountant, assembled.event, records: dataset?.count),
      identity: try RunIdentity(
        toolVersion: toolVersion, build: buildIdentity(), kernels: "OpenBLAS \(OpenBLAS.kernelFamily)",
        dataFingerprint: data?.fingerprint ?? "", worker: workers?.statement,
        workerFiles: specification.workerFiles(relativeTo: directory), specification: specification),
      workers: workers)
  }

  /// The stated ε held against the accountant; nil where none was stated, or nobody says what the mechanism does.
  private func checkedClaim(
    _ stated: PrivacyClaim, _ accountant: AccountantStatement?, _ event: MechanismEvent?, records: Int?
  ) throws -> ClaimCheck? {
    let claimed = specification.claim
    guard claimed.statement != .ownEvent, let accountant, let event else { return nil }
    return try checkClaim(
      epsilon: stated.epsilon, against: accountant, of: event, delta: claimed.delta, adjacency: claimed.adjacency,
      facts: specification.mechanism.claimFacts(records: records))
  }
}

extension AuditSpecification {
  /// Of an external mechanism, the first of them started; nil for others.
  ///
  /// - Throws: `InvalidValue`, or `WorkerPool.Failure`.
  func workers(relativeTo directory: URL) throws -> WorkerPool? {
    guard case .external(let external) = mechanism, case .datasets(let pair) = canary else { return nil }
    let datasets = try DatasetPair(
      excluded: pair.excluded.loaded("canary.excluded", relativeTo: directory),
      included: pair.included.loaded("canary.included", relativeTo: directory))
    return try WorkerPool(
      external, datasets: datasets, relativeTo: directory, isCancelled: { Interruption.isRequested })
  }

  /// The identities of the files that the command of an external mechanism and its datasets name, by name: a script that was
  /// edited is another worker, whatever it says of itself.
  func workerFiles(relativeTo directory: URL) throws -> [String: String] {
    guard case .external(let external) = mechanism, case .datasets(let pair) = canary else { return [:] }
    var files: [String: String] = [:]
    for word in external.command.dropFirst() + [pair.excluded.file, pair.included.file].compactMap(\.self) {
      let file = URL(filePath: word, relativeTo: directory)
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder), !isFolder.boolValue else {
        continue
      }
      files[word] = try contentIdentity(of: file)
    }
    return files
  }

  /// Canaries that were records of the dataset.
  fileprivate var recordsTakenOut: Int { canary.kind == .natural ? game.candidates : 0 }
}

extension JSONValue {
  /// The path of `{file: …}`, which stands for what is in the file.
  fileprivate var file: String? {
    guard case .object(let values) = self, values.count == 1, case .string(let path)? = values["file"] else {
      return nil
    }
    return path
  }

  /// What is in the JSON file that it names; itself where it names none.
  ///
  /// - Throws: `InvalidValue` where there is no such file, or it is no JSON.
  fileprivate func loaded(_ key: String, relativeTo directory: URL) throws -> JSONValue {
    guard let file else { return self }
    do {
      return try JSONDecoder().decode(
        JSONValue.self, from: Data(contentsOf: URL(filePath: file, relativeTo: directory)))
    } catch is DecodingError {
      throw InvalidValue(key: "\(key).file", allowed: "a file of JSON", got: "'\(file)', which is none")
    } catch {
      throw InvalidValue(
        key: "\(key).file", allowed: "a file that can be read, by its path from the folder of the specification",
        got: "'\(file)'")
    }
  }
}

extension MechanismSpecification {
  /// What may have been mixed up with the noise when the claim was computed.
  fileprivate func claimFacts(records: Int?) -> ClaimFacts {
    switch self {
    case .dpSGD(let training):
      ClaimFacts(
        clipNorm: training.clipNorm,
        batchSize: records.flatMap { records in training.samplingProbability.map { Double(records) * $0 } })
    case .gaussianSum(let sum), .laplaceSum(let sum): ClaimFacts(clipNorm: sum.bound)
    case .gaussianVectorSum(let sum): ClaimFacts(clipNorm: sum.clipNorm)
    case .query(let query): ClaimFacts(clipNorm: query.sensitivity)
    case .external: ClaimFacts()
    }
  }
}

/// An audit that cannot be completed.
enum AuditError: Error, CustomStringConvertible {
  /// - Parameter lengthKey: Of the specification, to be raised.
  case emptyArm(lengthKey: String)
  case inapplicable(BoundMethod, reason: String)
  /// None of the pairs of datasets was accepted by the worker.
  case nothingAccepted(pairs: Int)
  case interrupted(finished: Int, of: Int)
  /// Before the attack had learned its test.
  case interruptedLesson
  /// All trials are done, and their report cannot be made or written.
  case unreported(reason: String, runFile: String)

  var description: String {
    switch self {
    case .emptyArm(let lengthKey):
      "a part of the trials has none in one world; raise \(lengthKey) or set game.coins to balanced"
    case .inapplicable(let method, let reason):
      "evidence.ledger: \(method.name) does not apply to these trials: \(reason)"
    case .nothingAccepted(let pairs):
      "the worker refused all \(pairs) pairs of datasets that canary.generators make; try other records"
    case .interrupted(let finished, let trials):
      "interrupted after \(finished) of \(trials) trials; the same command goes on from there"
    case .interruptedLesson: "interrupted before the test was learned; the same command starts with that again"
    case .unreported(let reason, let runFile):
      "\(reason). All trials are kept in \(runFile); the same command then makes the report without playing them again"
    }
  }
}
