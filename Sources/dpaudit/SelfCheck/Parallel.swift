internal import Dispatch
internal import Synchronization

/// The results of so many jobs, in order, by several threads; the first that fails ends them all.
func inParallel<Result: Sendable>(
  _ count: Int, threads: Int, _ job: @Sendable (Int) throws -> Result
) throws -> [Result] {
  let next = Atomic(0)
  let results = Mutex<[Int: Result]>([:])
  let failure = Mutex<(any Error)?>(nil)
  DispatchQueue.concurrentPerform(iterations: min(threads, max(1, count))) { _ in
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < count, failure.withLock({ $0 == nil }) else { return }
      do {
        let result = try job(index)
        results.withLock { $0[index] = result }
      } catch { failure.withLock { $0 = error } }
    }
  }
  if let error = failure.withLock({ $0 }) { throw error }
  return results.withLock { results in (0..<count).compactMap { results[$0] } }
}
