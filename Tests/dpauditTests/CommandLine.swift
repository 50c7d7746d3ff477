import Foundation
import TestSupport

/// The built command, run as its users run it.
struct CommandLineRun {
  let status: Int32
  let output: String
  let errors: String

  /// The folder of the repository.
  static let repository = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL

  /// The executable lies beside that of the tests.
  static let executable = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "dpaudit")

  /// - Parameters:
  ///   - executable: What to run in place of dpaudit.
  ///   - environment: What differs from that of the tests.
  static func start(
    _ arguments: [String], in folder: URL, executable: URL = executable, environment: [String: String] = [:],
    standardOutput: Any? = FileHandle.nullDevice, standardError: Any? = FileHandle.nullDevice
  ) throws -> Process {
    let process = Process()
    process.executableURL = executable
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardOutput = standardOutput
    process.standardError = standardError
    try process.run()
    return process
  }

  /// Runs to the end; output goes through files, which no pipe's size can stop.
  init(_ arguments: [String], in folder: URL, executable: URL = executable, environment: [String: String] = [:]) throws
  {
    let files = ["output", "errors"].map { folder.appending(path: ".\($0)-\(UUID().uuidString)") }
    for file in files { try Data().write(to: file) }
    defer { for file in files { try? FileManager.default.removeItem(at: file) } }
    let process = try Self.start(
      arguments, in: folder, executable: executable, environment: environment,
      standardOutput: FileHandle(forWritingTo: files[0]),
      standardError: FileHandle(forWritingTo: files[1]))
    process.waitUntilExit()
    status = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
    output = try String(contentsOf: files[0], encoding: .utf8)
    errors = try String(contentsOf: files[1], encoding: .utf8)
  }
}

/// Runs `body` with a folder of its own that has the data of the shipped audits.
func withAuditFolder(_ body: (URL) throws -> Void) throws {
  try withTemporaryFolder { folder in
    try FileManager.default.createSymbolicLink(
      at: folder.appending(path: "data"), withDestinationURL: CommandLineRun.repository.appending(path: "audits/data"))
    try body(folder)
  }
}
