internal import Foundation
internal import NumericalCore

/// Our side of the benchmark of training.
///
///     training-benchmark --check                              prints numbers of every workload, to compare with the peers'
///     training-benchmark --contestant W1 private THREADS      waits for its turns; see contest.py
@main
enum TrainingBenchmark {
  static func main() throws {
    OpenBLAS.useOneThread()
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments == ["--check"] {
      for (name, workload) in Workload.named.sorted(by: { $0.key < $1.key }) {
        try printLine(DataSums(name, workload))
        try printLine(FirstBatch(name, workload))
      }
    } else if arguments.count == 4, arguments[0] == "--contestant", let threads = Int(arguments[3]), threads > 0,
      let turn = try turn(arguments[1], arguments[2], threads: threads)
    {
      try waitForTurns(turn, isLong: arguments[1].contains("models="))
    } else {
      FileHandle.standardError.write(
        Data("training-benchmark: takes --check, or --contestant CASE private|plain|needed THREADS\n".utf8))
      exit(2)
    }
  }

  private static func turn(_ name: String, _ side: String, threads: Int) throws -> (any Turn)? {
    switch (name, side) {
    case ("G3", "private"): return ThresholdTurn(threads: threads)
    case ("G4", "private"): return VectorTurn(drawsAll: true, threads: threads)
    case ("G4", "needed"): return VectorTurn(drawsAll: false, threads: threads)
    default: break
    }
    guard side == "private" || side == "plain", let workload = Workload(case: name) else { return nil }
    if workload.epochs > 0 { return try GameTurn(workload, threads: threads) }
    return try TrainingTurn(workload, isPrivate: side == "private", threads: threads)
  }

  private static let secondsOfATurn = 0.25

  /// - Parameter isLong: Whether once is long enough, and too long to warm up.
  private static func waitForTurns(_ turn: any Turn, isLong: Bool) throws {
    var (times, startup): (Int, Double?) = (1, nil)
    if !isLong {
      _ = try turn.play()
      startup = processorSeconds()
      let start = ContinuousClock.now
      _ = try turn.play()
      times = max(1, Int((secondsOfATurn / (ContinuousClock.now - start).seconds).rounded()))
    }
    try printLine(
      Readiness(
        unit: turn.unit, versions: ["OpenBLAS": OpenBLAS.version, "kernels": OpenBLAS.kernelFamily],
        startup_cpu_seconds: startup))
    while readLine() != nil {
      let (start, processor) = (ContinuousClock.now, processorSeconds())
      var (work, scores): (Int, [(bit: Int, loss: Double)]) = (0, [])
      for _ in 0..<times {
        let played = try turn.play()
        work += played.work
        scores += played.scores
      }
      try printLine(
        Answer(
          seconds: (ContinuousClock.now - start).seconds, cpu_seconds: processorSeconds() - processor, work: work,
          peak_bytes: peakBytes(), scores: scores.map { [Double($0.bit), $0.loss] }))
    }
  }
}

private struct Readiness: Encodable {
  let unit: String
  let versions: [String: String]
  let startup_cpu_seconds: Double?
}

private struct Answer: Encodable {
  let seconds: Double
  let cpu_seconds: Double
  let work: Int
  let peak_bytes: Int
  let scores: [[Double]]
}

private func printLine(_ value: some Encodable) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys]
  print(String(decoding: try encoder.encode(value), as: UTF8.self))
  fflush(nil)
}

extension Duration {
  fileprivate var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

/// Processor time of this process, all threads, in seconds.
private func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// The most memory that this process has had.
private func peakBytes() -> Int {
  let lines = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8))?.split(separator: "\n") ?? []
  let words = lines.first { $0.hasPrefix("VmHWM:") }?.split(whereSeparator: \.isWhitespace) ?? []
  return words.count > 1 ? (Int(words[1]) ?? 0) * 1024 : 0
}
