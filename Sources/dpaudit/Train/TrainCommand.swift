internal import ArgumentParser
internal import Foundation
internal import NumericalCore
internal import PrivacyModel
internal import Reporting
internal import SpecificationReading

/// `dpaudit train`: trains the model of a specification, and keeps it.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Trains a model by DP-SGD within a stated budget, and keeps its weights.",
    discussion: """
      Writes OUT/NAME.safetensors (the weights), OUT/NAME.jsonl (metrics, a line now and then) and OUT/NAME.claim.yaml (an \
      audit of the same training, for dpaudit run). The weights keep the stated (ε, δ), and so does what is computed from \
      them and other data, as the accuracy on test data is. The training loss, in the metrics and in the progress, is a \
      function of the records themselves and keeps no ε: show it to nobody who may not see the data. \
      Batches, initial weights and noise come from the operating system's entropy, unless mechanism.noise names a kind \
      that comes from the seed. OUT/NAME.checkpoint, from which --resume goes on, holds the secret behind the batches; it is \
      deleted in the end. \
      Exit status: 0 trained, 2 the specification, its data, the folder, the checkpoint or the command line cannot be used, \
      3 interrupted or stopped.
      """)

  static let defaultFolder = "models"

  @Argument(help: "The specification of a training, a YAML file.")
  var specification: String

  @Option(help: "The folder for what is written; made if missing.")
  var out = Self.defaultFolder

  @Option(help: "Steps from one line of metrics, and checkpoint, to the next. Default: a twentieth of all.")
  var every: Int?

  @Flag(help: "Go on from the checkpoint of an interrupted training, if there is one.")
  var resume = false

  @Flag(help: "Print a JSON object on standard output in place of the summary.")
  var json = false

  @Flag(help: "Show no progress.")
  var quiet = false

  func run() throws {
    let every = try every.map { try checked($0, "--every", in: 1...Int(UInt32.max)) }
    let file = URL(filePath: specification)
    let read = try ReadSpecification<TrainSpecification>(at: file)
    OpenBLAS.useOneThread()
    let files = TrainingFiles(
      folder: URL(filePath: out, directoryHint: .isDirectory), name: read.specification.name)
    let plan: TrainingPlan
    do {
      plan = try TrainingPlan(read.specification, directory: file.deletingLastPathComponent())
    } catch let error as InvalidValue {
      throw read.locate(error)
    }
    let checkpoint = try files.checkpoint(of: plan, resuming: resume)
    try checkWritable(files.folder)
    let claim = try plan.claimText(for: files, specificationFolder: file.deletingLastPathComponent())
    Interruption.catchSignals()
    var session = try TrainingSession(
      plan, files, from: checkpoint, every: every ?? max(1, plan.specification.mechanism.steps / 20), isQuiet: quiet)
    let outcome = try session.finish(claim: claim)
    print(
      json ? try jsonText(outcome) : summaryLines(outcome).map { $0 + "\n" }.joined(), terminator: "")
  }
}
