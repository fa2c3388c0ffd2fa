OPENQASM 3.0;
include "stdgates.inc";
input float[64] _θ_0_;
input float[64] _θ_1_;
input float[64] _θ_2_;
input float[64] _θ_3_;
input float[64] _θ_4_;
input float[64] _θ_5_;
gate rxx(p0) q0, q1 {
  h q0;
  h q1;
  cx q0, q1;
  rz(p0) q1;
  cx q0, q1;
  h q0;
  h q1;
}
gate ryy(p0) q0, q1 {
  rx(pi/2) q0;
  rx(pi/2) q1;
  cx q0, q1;
  rz(p0) q1;
  cx q0, q1;
  rx(-pi/2) q0;
  rx(-pi/2) q1;
}
gate xx_plus_yy(p0) q0, q1 {
  rxx(p0/2) q0, q1;
  ryy(p0/2) q0, q1;
}
qubit[3] q;
ry(0.25) q[0];
x q[1];
cx q[0], q[1];
ry(0.25) q[0];
h q[1];
cx q[0], q[1];
ry(0.25) q[0];
s q[1];
cx q[0], q[1];
ry(0.25) q[0];
rx(-0.5*_θ_0_) q[1];
cx q[0], q[1];
ry(0.25) q[0];
ry(-0.5*_θ_1_) q[1];
cx q[0], q[1];
ry(0.25) q[0];
rz(-0.5*_θ_2_) q[1];
cx q[0], q[1];
ry(0.25) q[0];
sdg q[1];
cx q[0], q[1];
ry(0.25) q[0];
cx q[1], q[2];
cx q[0], q[1];
ry(0.25) q[0];
cz q[1], q[2];
cx q[0], q[1];
ry(0.25) q[0];
rxx(-0.5*_θ_3_) q[1], q[2];
cx q[0], q[1];
ry(0.25) q[0];
ryy(-0.5*_θ_4_) q[1], q[2];
cx q[0], q[1];
ry(0.25) q[0];
xx_plus_yy(-0.5*_θ_5_) q[1], q[2];
cx q[0], q[1];
