namespace StaticNet.Peers;

// ResNet's convolutions on their own. The input and output are in the caller's order (NCHW), so a time holds the changes of layout
// at both ends as well, for us and for the peer alike.

[Network(64, 56, 56)]
[Conv(64, 3, Padding = 1)]
internal sealed partial class Conv3x3Map56;

[Network(128, 28, 28)]
[Conv(128, 3, Padding = 1)]
internal sealed partial class Conv3x3Map28;

[Network(256, 14, 14)]
[Conv(256, 3, Padding = 1)]
internal sealed partial class Conv3x3Map14;

[Network(512, 7, 7)]
[Conv(512, 3, Padding = 1)]
internal sealed partial class Conv3x3Map7;

[Network(256, 56, 56)]
[Conv(64, 1)]
internal sealed partial class Conv1x1Narrowing;

[Network(64, 56, 56)]
[Conv(256, 1)]
internal sealed partial class Conv1x1Widening;
