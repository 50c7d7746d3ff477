internal import ArgumentParser
internal import Foundation
internal import PrivacyModel
internal import Reporting
internal import SpecificationReading

/// `dpaudit worker`: what there is to do with workers outside of an audit.
struct WorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker", abstract: "Looks at the workers of external mechanisms.",
    subcommands: [WorkerCheckCommand.self])
}

/// `dpaudit worker check`: speaks to the worker of a specification before an audit does.
struct WorkerCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Starts the worker of a specification, times it and looks for plain defects.",
    discussion: """
      The worker plays a few blocks of the game, and then the first of them again in a new process. A worker that says \
      it is seeded must give the same outputs again; one that is not must give others, or it has the same randomness in \
      every run. Outputs that are the same in all trials of a world are told. What the worker says that is not the \
      protocol ends the check. \
      Exit status: 0 nothing was found, 1 something was, 2 the specification or the command line cannot be used, 3 the \
      worker failed.
      """)

  @Argument(help: "The specification, a YAML file with an external mechanism.")
  var specification: String

  @Option(help: "How many blocks are played before one is played again.")
  var blocks = 3

  @Flag(help: "Print a JSON object instead of a text.")
  var json = false

  func run() throws {
    let blocks = try checked(blocks, "--blocks", in: 1...1000)
    let file = URL(filePath: specification)
    let read = try ReadSpecification<AuditSpecification>(at: file)
    let examination: WorkerExamination
    do {
      examination = try examineWorker(
        of: read.specification, relativeTo: file.deletingLastPathComponent(), blocks: blocks)
    } catch let error as InvalidValue {
      throw read.locate(error)
    }
    print(json ? try jsonText(examination) : workerExaminationText(examination), terminator: "")
    if !examination.findings.isEmpty { throw ExitStatus.refuted }
  }
}
