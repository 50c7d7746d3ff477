internal import Foundation
internal import NumericalCore
internal import PrivacyModel

/// The version that reports and run files name.
let toolVersion = "0.1.0"

extension RunRecord {
  /// What may decide bits or speed in this process.
  static func environment(threads: Int) -> [Item] {
    [
      Item(name: "Processor", value: processorModel),
      Item(name: "Operating system", value: operatingSystem),
      Item(name: "C library", value: "glibc \(CLibrary.version)"),
      Item(name: "Swift compiler", value: swiftCompiler),
      Item(name: "GNU Scientific Library", value: GSL.version),
      Item(name: "OpenBLAS", value: OpenBLAS.version),
      Item(name: "Matrix kernels", value: "\(OpenBLAS.kernelFamily), one thread"),
      Item(name: "Noise kernels", value: "\(InstructionSet.best)"),
      Item(name: "Trials at once", value: "\(threads)"),
    ]
  }

  // No interface that is not underscored gives a program the version of its compiler.
  private static var swiftCompiler: String {
    #if compiler(>=6.4)
      "6.4 or later"
    #elseif compiler(>=6.3)
      "6.3"
    #else
      "6.2"
    #endif
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
