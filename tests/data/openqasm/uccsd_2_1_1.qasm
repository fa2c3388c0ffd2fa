OPENQASM 3.0;
include "stdgates.inc";
input float[64] _θ_0_;
input float[64] _θ_1_;
gate double_excitation(p0) q0, q1, q2, q3 {
  cx q0, q1;
  cx q2, q3;
  cx q2, q0;
  ry(p0/4) q2;
  cx q1, q2;
  ry(p0/4) q2;
  cx q3, q2;
  ry(p0/4) q2;
  cx q1, q2;
  ry(p0/4) q2;
  cx q0, q2;
  ry(-p0/4) q2;
  cx q1, q2;
  ry(-p0/4) q2;
  cx q3, q2;
  ry(-p0/4) q2;
  cx q1, q2;
  ry(-p0/4) q2;
  cx q0, q2;
  cx q2, q0;
  cx q2, q3;
  cx q0, q1;
}
gate single_excitation(p0) q0, q1 {
  cx q1, q0;
  cry(2*p0) q0, q1;
  cx q1, q0;
}
qubit[4] q;
x q[0];
x q[2];
double_excitation(_θ_0_) q[0], q[2], q[1], q[3];
single_excitation(_θ_1_) q[0], q[1];
single_excitation(_θ_1_) q[2], q[3];
