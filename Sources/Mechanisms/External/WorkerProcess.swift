internal import Foundation
internal import PrivacyModel

/// How a worker is started, and what it is told first.
struct WorkerLaunch: Sendable {
  let program: URL
  let arguments: [String]
  let environment: [String: String]
  let directory: URL
  /// A line, with its end.
  let hello: [UInt8]
  /// In seconds.
  let timeLimit: Double
  let blockSize: Int
}

/// Why a worker cannot go on.
enum WorkerTrouble: Error, CustomStringConvertible {
  case notStarted(String)
  case refused(String)
  case ended(String)
  case silent(seconds: Double)
  case onlyAlive(seconds: Double)
  case lineTooLong(limit: Int)
  case breach(String)
  case cancelled

  var description: String {
    switch self {
    case .notStarted(let reason): "could not be started: \(reason)"
    case .refused(let reason): "refused to run: \(reason)"
    case .ended(let how): how
    case .silent(let seconds): "finished no line for \(secondsText(seconds))"
    case .onlyAlive(let seconds): "said nothing but that it was alive for \(secondsText(seconds))"
    case .lineTooLong(let limit): "wrote a line of more than \(limit >> 20) MiB"
    case .breach(let what): what
    case .cancelled: "was not needed any more"
    }
  }
}

private func secondsText(_ seconds: Double) -> String {
  "\(seconds == seconds.rounded() ? String(Int(seconds)) : String(seconds)) second\(seconds == 1 ? "" : "s")"
}

/// A running worker and the pipes to it. To be used by one thread at a time.
struct WorkerProcess: Sendable {
  private let process: Process
  private let pipes: (input: Pipe, output: Pipe, error: Pipe)
  let timeLimit: Double
  /// Read and not yet used; what is used ends at `start`.
  private var buffer: [UInt8] = []
  private var start = 0
  /// Up to where the buffer was searched for the end of a line.
  private var searched = 0
  private var hasClosedOutput = false
  private var hasClosedError = false
  private var standardErrorTail: [UInt8] = []

  /// In bytes.
  var longestLine = 64 << 20
  private static let longestTail = 8192
  /// How often one looks whether the process still runs, in milliseconds.
  private static let glance: Int32 = 100

  /// - Throws: `WorkerTrouble.notStarted`.
  init(_ launch: WorkerLaunch) throws {
    // A worker that ended must not end the writer with it.
    signal(SIGPIPE, SIG_IGN)
    process = Process()
    pipes = (Pipe(), Pipe(), Pipe())
    timeLimit = launch.timeLimit
    process.executableURL = launch.program
    process.arguments = launch.arguments
    process.environment = launch.environment
    process.currentDirectoryURL = launch.directory
    process.standardInput = pipes.input
    process.standardOutput = pipes.output
    process.standardError = pipes.error
    do {
      try process.run()
    } catch {
      throw WorkerTrouble.notStarted("\(launch.program.path): \(error.localizedDescription)")
    }
    for descriptor in [input, output, error] {
      _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }
  }

  private var input: CInt { pipes.input.fileHandleForWriting.fileDescriptor }
  private var output: CInt { pipes.output.fileHandleForReading.fileDescriptor }
  private var error: CInt { pipes.error.fileHandleForReading.fileDescriptor }

  /// Writes all of it, and takes in what comes meanwhile.
  ///
  /// - Parameter seconds: How long nothing may be read at the other end; nil for the time limit.
  /// - Throws: `WorkerTrouble`.
  mutating func send(_ bytes: [UInt8], within seconds: Double? = nil, isCancelled: () -> Bool = { false }) throws {
    var sent = 0
    let patience = seconds ?? timeLimit
    var deadline = Deadline(seconds: patience)
    func check() throws {
      if deadline.hasPassed { throw WorkerTrouble.silent(seconds: patience) }
      guard buffer.count - start <= longestLine else { throw WorkerTrouble.lineTooLong(limit: longestLine) }
    }
    while sent < bytes.count {
      try wait(toWrite: true, deadline, isCancelled)
      try check()
      let count = bytes[sent...].withUnsafeBytes { write(input, $0.baseAddress, $0.count) }
      if count > 0 {
        sent += count
        deadline = Deadline(seconds: patience)
      } else if errno != EAGAIN, errno != EINTR {
        // It closed its end: what it says last tells why.
        while !hasClosedOutput {
          try wait(toWrite: false, deadline, isCancelled)
          try check()
        }
        throw WorkerTrouble.ended(ending())
      }
    }
  }

  /// Gives the next line to `read`, without its end.
  ///
  /// - Throws: `WorkerTrouble`, or what `read` throws.
  mutating func line<Result>(
    isCancelled: () -> Bool = { false }, _ read: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) throws -> Result {
    let deadline = Deadline(seconds: timeLimit)
    while true {
      if let end = endOfLine() {
        let range = start..<end
        (start, searched) = (end + 1, end + 1)
        return try buffer.withUnsafeBufferPointer { try read(UnsafeBufferPointer(rebasing: $0[range])) }
      }
      searched = buffer.count
      guard buffer.count - start <= longestLine else {
        throw WorkerTrouble.lineTooLong(limit: longestLine)
      }
      if hasClosedOutput { throw WorkerTrouble.ended(ending()) }
      try wait(toWrite: false, deadline, isCancelled)
    }
  }

  /// The place of the first line end from `searched` on.
  private func endOfLine() -> Int? {
    buffer.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, searched < bytes.count,
        let found = memchr(base + searched, 0x0a, bytes.count - searched)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  /// Gives the next bytes to `read`.
  ///
  /// - Throws: `WorkerTrouble`, or what `read` throws.
  mutating func bytes(
    _ count: Int, isCancelled: () -> Bool, _ read: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var (deadline, before) = (Deadline(seconds: timeLimit), buffer.count - start)
    while buffer.count - start < count {
      if hasClosedOutput { throw WorkerTrouble.ended(ending()) }
      try wait(toWrite: false, deadline, isCancelled)
      let now = buffer.count - start
      if now > before { (deadline, before) = (Deadline(seconds: timeLimit), now) }
    }
    let range = start..<start + count
    (start, searched) = (range.upperBound, range.upperBound)
    try buffer.withUnsafeBytes { try read(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }

  /// Resident memory of the process, in bytes; nil where that cannot be told.
  var memory: Int? {
    let pages = try? String(contentsOfFile: "/proc/\(process.processIdentifier)/statm", encoding: .utf8)
      .split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return (pages ?? nil).map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) }
  }

  /// Says goodbye and sees to it that the worker ends, with all that it started.
  mutating func end() {
    let process = process
    try? send(Array("{\"type\":\"bye\"}\n".utf8), within: 2, isCancelled: { !process.isRunning })
    try? pipes.input.fileHandleForWriting.close()
    waitForEnd(seconds: 2)
    if process.isRunning { process.terminate() }
    waitForEnd(seconds: 2)
    kill()
  }

  /// Ends the worker at once, and gives the last of what it wrote to standard error.
  mutating func ended() -> String {
    kill()
    return standardError
  }

  /// The last of what it wrote to standard error.
  var standardError: String { String(decoding: standardErrorTail, as: UTF8.self) }

  /// Ends the worker at once, with all that it started.
  mutating func kill() {
    // The process leads a group of its own, which those that it started are in.
    Foundation.kill(-process.processIdentifier, SIGKILL)
    if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    readStandardError()
    for handle in [pipes.output.fileHandleForReading, pipes.error.fileHandleForReading] { try? handle.close() }
    try? pipes.input.fileHandleForWriting.close()
  }

  private mutating func readStandardError() {
    if !readWhatIsThere(error, into: &standardErrorTail) { hasClosedError = true }
    standardErrorTail.removeFirst(max(0, standardErrorTail.count - Self.longestTail))
  }

  private mutating func waitForEnd(seconds: Double) {
    let deadline = Deadline(seconds: seconds)
    while process.isRunning, !deadline.hasPassed {
      // Somebody who writes to a full pipe would wait for us.
      buffer.removeAll()
      (start, searched) = (0, 0)
      try? wait(toWrite: false, deadline, { false })
    }
  }

  /// How the process ended, once its output has.
  private func ending() -> String {
    let deadline = Deadline(seconds: 1)
    while process.isRunning, !deadline.hasPassed { usleep(1000) }
    guard !process.isRunning else { return "closed its standard output" }
    return process.terminationReason == .exit
      ? "ended with status \(process.terminationStatus)" : "was ended by signal \(process.terminationStatus)"
  }

  /// Waits until there is something to read, or room to write, and reads what there is.
  private mutating func wait(toWrite: Bool, _ deadline: Deadline, _ isCancelled: () -> Bool) throws {
    if start > 1 << 16 || start == buffer.count {
      buffer.removeFirst(start)
      (start, searched) = (0, searched - start)
    }
    while true {
      if isCancelled() { throw WorkerTrouble.cancelled }
      var polled = [
        pollfd(fd: hasClosedOutput ? -1 : output, events: Int16(POLLIN), revents: 0),
        pollfd(fd: hasClosedError ? -1 : error, events: Int16(POLLIN), revents: 0),
        pollfd(fd: toWrite ? input : -1, events: Int16(POLLOUT), revents: 0),
      ]
      let events = poll(&polled, 3, min(Self.glance, deadline.milliseconds))
      if polled[1].revents != 0 { readStandardError() }
      if polled[0].revents != 0 {
        hasClosedOutput = !readWhatIsThere(output, into: &buffer)
        return
      }
      if polled[2].revents != 0 { return }
      if events == 0, !process.isRunning {
        // Those that it left behind may hold the pipe open, with the last that it said in it.
        let before = buffer.count
        readWhatIsThere(output, into: &buffer)
        hasClosedOutput = buffer.count == before
        return
      }
      if deadline.hasPassed { throw WorkerTrouble.silent(seconds: timeLimit) }
    }
  }
}

/// Appends what can be read at once; false at the end.
@discardableResult
private func readWhatIsThere(_ descriptor: CInt, into buffer: inout [UInt8]) -> Bool {
  withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { chunk in
    let count = read(descriptor, chunk.baseAddress, chunk.count)
    if count > 0 { buffer.append(contentsOf: chunk[..<count]) }
    return count > 0 || count < 0 && (errno == EAGAIN || errno == EINTR)
  }
}

/// A moment to come.
struct Deadline {
  private let nanoseconds: UInt64

  init(seconds: Double) { nanoseconds = DispatchTime.now().uptimeNanoseconds + UInt64(seconds * 1e9) }

  var hasPassed: Bool { DispatchTime.now().uptimeNanoseconds >= nanoseconds }

  /// Until then, at least 1.
  var milliseconds: Int32 {
    let now = DispatchTime.now().uptimeNanoseconds
    return now >= nanoseconds ? 1 : Int32(clamping: (nanoseconds - now) / 1_000_000 + 1)
  }
}
