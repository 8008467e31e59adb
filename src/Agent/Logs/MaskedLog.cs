using Slipway.Agent.Spool;

namespace Slipway.Agent.Logs;

/// <summary>
/// The masked copy of an attempt's log, which alone leaves the host. Grows behind the raw log and survives a restart:
/// what was written after the last point that was noted is thrown away and made again, the same.
/// </summary>
internal sealed class MaskedLog : IDisposable
{
    private const int PieceSize = 64 * 1024;
    private readonly AttemptFolder _folder;
    private readonly SecretMasker _masker;
    private readonly FileStream _masked;
    private byte[] _buffer = new byte[PieceSize];
    private long _raw;

    public MaskedLog(AttemptFolder folder, SecretMasker masker)
    {
        _folder = folder;
        _masker = masker;
        var point = WholeFile.Read(folder.MaskPoint, SpoolJson.Default.MaskPoint) ?? new MaskPoint { Raw = 0, Masked = 0 };
        _masked = new FileStream(folder.MaskedLog, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        if (_masked.Length < point.Masked)
        {
            point = new MaskPoint { Raw = 0, Masked = 0 };
        }

        _masked.SetLength(point.Masked);
        _raw = point.Raw;
        _masker.Blotted = point.Blotted;
    }

    /// <summary>Where it ends.</summary>
    public long Length => _masked.Length;

    /// <summary>Masks what the raw log has more than before.</summary>
    /// <param name="isLast">Whether the job has ended: then nothing is held back.</param>
    public void Advance(bool isLast)
    {
        if (!File.Exists(_folder.RawLog))
        {
            return;
        }

        using var raw = new FileStream(_folder.RawLog, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0);
        if (raw.Length == _raw)
        {
            return;
        }

        _masked.Position = _masked.Length;
        while (true)
        {
            raw.Position = _raw;
            var read = raw.ReadAtLeast(_buffer, _buffer.Length, throwOnEndOfStream: false);
            var isAll = read < _buffer.Length;
            var done = _masker.Mask(_buffer.AsSpan(0, read), isAll && isLast, _masked);
            _raw += done;
            if (isAll)
            {
                break;
            }

            if (done == 0)
            {
                // A secret longer than the buffer.
                Array.Resize(ref _buffer, _buffer.Length * 2);
            }
        }

        _masked.Flush();
        WholeFile.Write(_folder.MaskPoint, new MaskPoint { Raw = _raw, Masked = _masked.Length, Blotted = _masker.Blotted }, SpoolJson.Default.MaskPoint);
    }

    /// <summary>Reads from an offset and answers how much.</summary>
    public int Read(long offset, Span<byte> buffer) => RandomAccess.Read(_masked.SafeFileHandle, buffer, offset);

    public void Dispose() => _masked.Dispose();
}
