internal import Foundation
internal import NumericalCore
internal import PrivacyModel

/// The version that reports and run files name.
let toolVersion = "0.1.0"

extension RunRecord {
  /// What may decide bits or speed on this machine.
  static func environment(threads: Int) -> [Item] {
    [
      Item(name: "processor", value: processorModel),
      Item(name: "matrix kernels", value: "OpenBLAS \(OpenBLAS.kernelFamily), one thread"),
      Item(name: "noise kernels", value: "\(InstructionSet.best)"),
      Item(name: "threads", value: "\(threads)"),
      Item(name: "operating system", value: operatingSystem),
    ]
  }

  private static var processorModel: String {
    let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = information.split(separator: "\n").first { $0.hasPrefix("model name") }
    return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
  }

  private static var operatingSystem: String {
    let release = (try? String(contentsOfFile: "/etc/os-release", encoding: .utf8)) ?? ""
    let line = release.split(separator: "\n").first { $0.hasPrefix("PRETTY_NAME=") }
    return line.map { $0.dropFirst("PRETTY_NAME=".count).trimmingCharacters(in: ["\""]) }
      ?? ProcessInfo.processInfo.operatingSystemVersionString
  }
}
