using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Slipway.Api.Files;

namespace Slipway.Agent.Spool;

/// <summary>Small files that are there whole or not at all, readable for their owner only.</summary>
internal static class WholeFile
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes a file over whatever stood there.</summary>
    public static void Write<T>(string path, T value, JsonTypeInfo<T> type) =>
        File.Move(WriteFresh(path, JsonSerializer.SerializeToUtf8Bytes(value, type)), path, overwrite: true);

    /// <summary>Writes text over whatever stood there.</summary>
    public static void WriteText(string path, string text) =>
        File.Move(WriteFresh(path, System.Text.Encoding.UTF8.GetBytes(text)), path, overwrite: true);

    /// <summary>Writes a file that must not exist yet; false when it does. Of several who try, one succeeds.</summary>
    public static bool TryCreate<T>(string path, T value, JsonTypeInfo<T> type) =>
        FileName.TryTake(WriteFresh(path, JsonSerializer.SerializeToUtf8Bytes(value, type)), path);

    /// <summary>What a file holds; null when there is none, or nothing that can be read.</summary>
    public static T? Read<T>(string path, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), type);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The text of a file; null when there is none.</summary>
    public static string? ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>A folder for its owner only.</summary>
    public static void CreateFolder(string path) =>
        Directory.CreateDirectory(path, Private | UnixFileMode.UserExecute);

    /// <summary>
    /// Removes a folder and all in it. A process that was just killed may still put a file there between the look and the
    /// removal: then again, for up to about two seconds.
    /// </summary>
    /// <exception cref="IOException">It could not be emptied.</exception>
    public static async Task RemoveFolderAsync(string path)
    {
        const int Tries = 100;
        for (var tried = 1; ; tried++)
        {
            try
            {
                Directory.Delete(path, recursive: true);
                return;
            }
            catch (DirectoryNotFoundException)
            {
                return;
            }
            catch (IOException) when (tried < Tries)
            {
                await Task.Delay(20);
            }
        }
    }

    private static string WriteFresh(string path, byte[] content)
    {
        // A new name each time: the mode counts only for a file that is created.
        var fresh = $"{path}.{Guid.NewGuid():N}";
        using var file = new FileStream(fresh, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = Private,
        });
        file.Write(content);
        file.Flush(flushToDisk: true);
        return fresh;
    }
}
