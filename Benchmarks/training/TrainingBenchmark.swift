internal import Foundation

/// Our side of the benchmark of training.
///
///     training-benchmark --check      prints sums over the numbers of every workload, to compare with the peers'
@main
enum TrainingBenchmark {
  static func main() throws {
    guard CommandLine.arguments.dropFirst().elementsEqual(["--check"]) else {
      FileHandle.standardError.write(Data("training-benchmark: takes --check\n".utf8))
      exit(2)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    for (name, workload) in Workload.named.sorted(by: { $0.key < $1.key }) {
      print(String(decoding: try encoder.encode(DataSums(name, workload)), as: UTF8.self))
    }
  }
}
