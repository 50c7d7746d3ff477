internal import ArgumentParser
internal import Foundation
internal import PrivacyModel
internal import Reporting
internal import SpecificationReading

/// `dpaudit init`: writes an audit of the catalogue for a training of the user's.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Writes the specification of an audit, for a training of yours.",
    discussion: """
      Without an entry it lists the catalogue, from cheap to deep. The training is that of a specification of dpaudit \
      train or run; without one, it is a small one on synthetic data. The file goes to standard output, or to --output, \
      and is yours to change. \
      Exit status: 0, or 2 where the command line or the training cannot be used.
      """)

  @Argument(help: "An entry of the catalogue.")
  var entry: String?

  @Option(help: "A specification, a YAML file, whose data and training are to be audited.")
  var training: String?

  @Option(help: "Write to FILE.yaml in place of standard output. An existing file is left alone.")
  var output: String?

  func run() throws {
    guard let name = entry else {
      guard training == nil, output == nil else {
        throw InvalidValue(key: "ENTRY", allowed: "an entry of the catalogue beside other options", got: "nothing")
      }
      print(catalogueText, terminator: "")
      return
    }
    guard let entry = CatalogueEntry.all.first(where: { $0.name == name }) else {
      throw InvalidValue(
        key: "ENTRY", allowed: CatalogueEntry.all.map(\.name).joined(separator: ", "), got: "'\(name)'")
    }
    let folder =
      output.map { URL(filePath: $0).deletingLastPathComponent() }
      ?? URL(filePath: FileManager.default.currentDirectoryPath, directoryHint: .isDirectory)
    let audited = try training.map { try AuditedTraining(specificationAt: URL(filePath: $0), seenFrom: folder) }
    let text = try entry.text(for: audited ?? .synthetic)
    guard let output else {
      print(text, terminator: "")
      return
    }
    guard URL(filePath: output).pathExtension == "yaml", !FileManager.default.fileExists(atPath: output) else {
      throw InvalidValue(key: "--output", allowed: "the name of a new file that ends in .yaml", got: "'\(output)'")
    }
    try writeTogether(
      [(URL(filePath: output).lastPathComponent, text)], to: URL(filePath: output).deletingLastPathComponent())
  }

  private var catalogueText: String {
    CatalogueEntry.all.map { "\($0.name)\n  \($0.title)\n  Sees \($0.sees).\n" }.joined(separator: "\n")
  }
}

/// What an audit of the catalogue is about.
struct AuditedTraining {
  let data: DataSpecification
  let mechanism: DPSGDSpecification
  let claim: ClaimSpecification
  let seed: UInt64

  /// A small one on synthetic data, which is there wherever the file is.
  static var synthetic: AuditedTraining {
    get throws {
      AuditedTraining(
        data: try DataSpecification(
          source: .gaussianBlobs(examples: 200, features: 60, classes: 4, spread: 1), scale: 1, examples: nil),
        mechanism: try DPSGDSpecification(
          model: ModelSpecification(.softmaxRegression), noiseMultiplier: 2, clipNorm: 1, samplingProbability: 0.1,
          steps: 100, learningRate: 0.5, fault: nil),
        claim: try ClaimSpecification(.ownEvent, delta: 1e-5, adjacency: .addOrRemove), seed: 1)
    }
  }

  private init(data: DataSpecification, mechanism: DPSGDSpecification, claim: ClaimSpecification, seed: UInt64) {
    (self.data, self.mechanism, self.claim, self.seed) = (data, mechanism, claim, seed)
  }

  /// The training of a file, whichever command it is for.
  ///
  /// - Parameter folder: Where relative paths are to start.
  init(specificationAt file: URL, seenFrom folder: URL) throws {
    let own = file.deletingLastPathComponent()
    func moved(_ data: DataSpecification) throws -> DataSpecification {
      try data.mapPaths { $0.hasPrefix("/") ? $0 : relativePath(to: own.appending(path: $0), from: folder) }
    }
    do {
      let training = try ReadSpecification<TrainSpecification>(at: file).specification
      guard let budget = training.budget else {
        throw InvalidValue(key: "--training", allowed: "a training with a budget, or an audit", got: "no budget")
      }
      try self.init(
        data: moved(training.data), mechanism: TrainingPlan(training, directory: own).mechanism,
        claim: ClaimSpecification(epsilon: budget.epsilon, delta: budget.delta, adjacency: budget.adjacency),
        seed: training.seed)
    } catch let error as SpecificationError {
      guard let audit = try? readSpecification(at: file) else { throw error }
      guard case .dpSGD(let mechanism) = audit.mechanism, let data = audit.data else {
        throw InvalidValue(key: "--training", allowed: "a training by dp-sgd", got: audit.mechanism.kind.rawValue)
      }
      try self.init(data: moved(data), mechanism: mechanism, claim: audit.claim, seed: audit.seed)
    }
  }
}

extension CatalogueEntry {
  /// The specification with what there is to know about it in front.
  func text(for training: AuditedTraining) throws -> String {
    let specification = try specification(
      data: training.data, mechanism: training.mechanism, claim: training.claim, seed: training.seed)
    return """
      # \(title)
      #
      # Sees \(sees).
      # Misses \(misses).

      """ + (try specificationText(specification))
  }
}
