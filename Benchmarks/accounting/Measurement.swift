internal import Foundation

/// One JSON line: how long an answer takes, and what it is.
struct Measurement: Encodable {
  let setting: String
  let query: String
  /// Over batches, of the CPU seconds of one answer.
  let median: Double
  let best: Double
  let worst: Double
  /// Answers over all batches.
  let repeats: Int
  let value: Double

  private enum CodingKeys: String, CodingKey {
    case setting, query, best, worst, repeats, value
    case median = "median_seconds"
  }

  private static let batches = 9
  private static let shortestBatch = 0.025

  /// Repeats the answer in batches that are long enough for the clock, after one that nobody times.
  init(_ query: Query, of setting: Setting) throws {
    var value = try query.answer(setting)
    func batch(of count: Int) throws -> Double {
      let start = cpuSeconds()
      for _ in 0..<count { value = try query.answer(setting) }
      return cpuSeconds() - start
    }
    var count = 1
    while try batch(of: count) < Self.shortestBatch { count *= 2 }
    let times = try (0..<Self.batches).map { _ in try batch(of: count) / Double(count) }.sorted()
    (self.setting, self.query, self.value) = (setting.name, query.rawValue, value)
    (best, median, worst) = (times[0], times[times.count / 2], times[times.count - 1])
    repeats = Self.batches * count
  }
}

/// CPU time of this process so far: what else runs on the machine does not count.
private func cpuSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}
