internal import Foundation

/// Times the accountants and prints a JSON line for each setting and query.
///
///     accounting-benchmark [setting [query]]
@main
enum AccountingBenchmark {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    let (setting, query) = (arguments.first, arguments.dropFirst().first)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    for one in Setting.all where setting == nil || one.name == setting {
      for asked in Query.allCases where query == nil || asked.rawValue == query {
        let line = try encoder.encode(Measurement(asked, of: one))
        FileHandle.standardOutput.write(line + Data("\n".utf8))
      }
    }
  }
}
