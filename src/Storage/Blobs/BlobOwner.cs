namespace Slipway.Storage.Blobs;

/// <summary>
/// A room that keeps bytes in the store. Several do, and none knows another's tables: whoever sweeps the store asks all
/// of them before it takes bytes for left behind.
/// </summary>
/// <param name="Room">Its name, for people.</param>
/// <param name="Known">A statement that selects, of the storage keys <c>@keys</c>, those that the room holds.</param>
public sealed record BlobOwner(string Room, string Known);
