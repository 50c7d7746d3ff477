internal import ArgumentParser

@main
struct DPAudit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dpaudit", abstract: "Tests claims of differential privacy by attacking them.",
    subcommands: [AccountCommand.self])
}
