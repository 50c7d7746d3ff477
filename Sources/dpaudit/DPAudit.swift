internal import ArgumentParser

@main
struct DPAudit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dpaudit", abstract: "Tests claims of differential privacy by attacking them.",
    version: toolVersion,
    subcommands: [
      InitCommand.self, RunCommand.self, AccountCommand.self, CalibrateCommand.self, BoundCommand.self,
      PlanCommand.self,
      SelfCheckCommand.self, TrainCommand.self, WorkerCommand.self,
    ])
}
