namespace Slipway.Rest;

/// <summary>
/// A feature of a request whose sender has proved who they are. What costs rows or disk, such as keeping an answer, is
/// done for those alone: anybody can send a header.
/// </summary>
public interface IKnownCaller;
