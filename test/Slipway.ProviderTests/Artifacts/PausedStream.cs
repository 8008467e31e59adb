namespace Slipway.ProviderTests.Artifacts;

/// <summary>A request body that waits at its first byte until it is told to go on.</summary>
internal sealed class PausedStream(byte[] content) : MemoryStream(content)
{
    private readonly TaskCompletionSource _reading = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _going = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when somebody reads.</summary>
    public Task Reading => _reading.Task;

    public void Go() => _going.SetResult();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _reading.TrySetResult();
        await _going.Task;
        return await base.ReadAsync(buffer, cancellationToken);
    }
}
