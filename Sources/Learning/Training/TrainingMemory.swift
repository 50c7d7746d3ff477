internal import NumericalCore
internal import Synchronization

/// What a training run writes to, kept from one run to the next: activations, parameters and sums.
package final class TrainingMemory {
  let pass: NetworkPass
  let parameters: FloatBuffer
  let sum: FloatBuffer
  var batch: [Int] = []

  package init(_ network: Network) {
    pass = NetworkPass(network, capacity: NetworkPass.suitableCapacity(for: network))
    parameters = FloatBuffer(count: network.parameterCount)
    sum = FloatBuffer(count: network.parameterCount)
  }
}

/// Lends each thread a memory of its own, and takes it back for the next run.
// Sendable, though a memory is not: one that is lent is out of the list, so that one thread alone has it, and the lock
// puts what that thread wrote before what the next one reads.
package final class TrainingMemories: @unchecked Sendable {
  private let network: Network
  private let lock = Mutex<Void>(())
  private var idle: [TrainingMemory] = []

  package init(_ network: Network) { self.network = network }

  /// Calls `body` with a memory that no other thread has meanwhile.
  package func lend<Result>(_ body: (TrainingMemory) throws -> Result) rethrows -> Result {
    let memory = lock.withLock { _ in idle.popLast() } ?? TrainingMemory(network)
    defer { lock.withLock { _ in idle.append(memory) } }
    return try body(memory)
  }
}
